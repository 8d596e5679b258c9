import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';

export interface WebDemo {
  readonly url: string;
  /** The output so far, including the first line. */
  readonly lines: readonly string[];
  readonly close: () => Promise<void>;
}

const root = resolve(__dirname, '../../..');

/** Starts `npm run demo:web` on its own port, with the embedded model. */
export const webDemo = async (...flags: readonly string[]): Promise<WebDemo> => {
  const process_ = spawn(process.execPath, ['--import', 'tsx', 'demos/web/index.ts', '--port', '0', ...flags], {
    cwd: root,
    env: { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: '', MODEL: '', SHOPPER_DB: ':memory:', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<void>((done) => process_.once('exit', () => done()));
  const lines: string[] = [];
  const reader = createInterface(process_.stdout);
  const url = await new Promise<string>((found, failed) => {
    reader.on('line', (line) => {
      lines.push(line);
      const address = /^Open (http:\/\/127\.0\.0\.1:\d+) /.exec(line)?.[1];
      if (address !== undefined) found(address);
    });
    void closed.then(() => failed(new Error(`The web demo ended before it was up: ${lines.join('\n')}`)));
  });
  return {
    url,
    lines,
    close: () => {
      process_.kill();
      return closed;
    },
  };
};
