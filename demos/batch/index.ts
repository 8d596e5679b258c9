import { defer, tap, type Observable } from 'rxjs';
import { during } from '../during.ts';
import { human, hurried, immediate } from '../embedded/index.ts';
import { countOf, readFlags, withoutRest } from '../flags.ts';
import { modelFor, type Model } from '../model.ts';
import { start } from '../start.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { compare } from './compare.ts';
import { work, type WorkOptions } from './work.ts';

const { write, paint } = standardOutput();

const KINDS = { fast: 'boolean', input: 'string', output: 'string', concurrency: 'string' } as const;

/**
 * Returns the two files, or `undefined` when neither was named.
 * @throws Error when only one of them was named.
 */
const workOptions = (given: ReadonlyMap<string, string>): WorkOptions | undefined => {
  const [input, output] = [given.get('input'), given.get('output')];
  if (input === undefined && output === undefined) return undefined;
  if (input === undefined || output === undefined)
    throw new Error('--input and --output go together: give both or neither.');
  return { input, output, concurrency: countOf('concurrency', given, 10) };
};

const reported = ({ swarm }: Model, options: WorkOptions): Observable<unknown> =>
  defer(() => {
    const begin = performance.now();
    return work(swarm, options).pipe(
      tap(({ before, answered, failed, tokens }) => {
        const seconds = ((performance.now() - begin) / 1000).toFixed(1);
        write(`${answered} answered, ${before} answered before, ${failed} failed; ${tokens} tokens, ${seconds} s\n`);
        if (failed > 0) process.exitCode = 1;
      }),
    );
  });

start(
  defer(() => {
    const { given } = withoutRest(readFlags(KINDS));
    const options = workOptions(given);
    return modelFor(given.has('fast') ? immediate : hurried(human, 10)).pipe(
      tap(({ introduction }) => write(`${paint('dim', introduction)}\n\n`)),
      during((model) => (options ? reported(model, options) : compare(model, write))),
    );
  }),
);
