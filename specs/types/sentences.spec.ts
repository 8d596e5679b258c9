import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
const FILE = join(ROOT, 'specs/types/snippet.ts');

/** Compiles a snippet in memory and returns the last line of each of its errors. */
const lastLines = (code: string): readonly string[] => {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    readonly config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [FILE], include: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) =>
    path === FILE ? ts.createSourceFile(path, code, ts.ScriptTarget.ES2022) : getSourceFile(path, ...rest);
  const program = ts.createProgram([FILE], options, host);
  const problems = program.getSemanticDiagnostics(program.getSourceFile(FILE));
  return problems.map(({ messageText }) =>
    String(ts.flattenDiagnosticMessageText(messageText, '\n').split('\n').at(-1)).trim(),
  );
};

describe('the compiler', () => {
  it('names the keys or the role that do not fit, in its last line', () => {
    const code = `
      import { Agent, Swarm } from 'rxswarm';
      const shop = new Agent<{ userName: string }>();
      export const other: Agent<{ other: string }> = shop;
      const history = [{ role: 'user', content: 'Hi' }];
      export const run$ = new Swarm().run({ agent: new Agent(), messages: history });
      export const bare$ = new Swarm().run({ agent: shop, messages: [] });
    `;
    expect(lastLines(code)).toEqual([
      `Type '"userName"' is not assignable to type '"other"'.`,
      `Type 'string' is not assignable to type '"user"'.`,
      expect.stringMatching(/^Property 'contextVariables' is missing in type .* but required in type 'WithContext'\.$/),
    ]);
  }, 60_000);
});
