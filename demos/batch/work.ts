import type { RunOptions, RunResult, Swarm } from 'rxswarm';
import { progress, results } from 'rxswarm/operators';
import { connect, defer, finalize, from, ignoreElements, merge, mergeMap, reduce, tap, type Observable } from 'rxjs';
import { answerOf } from '../answer.ts';
import { progressBar } from '../progress-bar.ts';
import type { Answered, Entry } from './entry.ts';
import { entriesOf } from './input.ts';
import { openOutput, type Output } from './output.ts';
import { questionOf } from './prompts.ts';

export interface WorkOptions {
  readonly input: string;
  readonly output: string;
  readonly concurrency: number;
}

export interface Summary {
  /** Number of answers that the output had before this run. */
  readonly before: number;
  readonly answered: number;
  readonly failed: number;
  readonly tokens: number;
}

/**
 * Asks each line of a file, and appends each answer as it arrives. Lines that the output already answers are not asked
 * again, so a crash costs only the answers in flight. The whole input is checked before the first request.
 */
export const work = (swarm: Pick<Swarm, 'runAll'>, options: WorkOptions): Observable<Summary> =>
  defer(() => from(survey(options.input))).pipe(
    mergeMap((total) =>
      from(openOutput(options.output)).pipe(mergeMap((output) => ask(swarm, options, output, total))),
    ),
  );

/**
 * Counts the entries of a file.
 * @throws Error about the first line that is not an entry.
 */
const survey = async (file: string): Promise<number> => {
  const entries = entriesOf(file);
  let count = 0;
  while ((await entries.next()).done !== true) count++;
  return count;
};

const ask = (
  swarm: Pick<Swarm, 'runAll'>,
  { input, concurrency }: WorkOptions,
  output: Output,
  total: number,
): Observable<Summary> => {
  /** Entries in flight, by the index of their run. */
  const asked = new Map<number, Entry>();
  async function* questions(): AsyncGenerator<RunOptions> {
    let index = 0;
    for await (const entry of entriesOf(input)) {
      if (isAnswered(entry, output)) continue;
      asked.set(index++, entry);
      yield questionOf(entry.prompt);
    }
  }
  const before = output.answered.size;
  return swarm.runAll(questions(), { concurrency }).pipe(
    connect((events$) =>
      merge(
        events$.pipe(progress({ total: total - before }), progressBar(), ignoreElements()),
        events$.pipe(results()),
      ),
    ),
    tap((result) => {
      output.write(lineOf(asked.get(result.index) as Entry, result));
      asked.delete(result.index);
    }),
    reduce(add, { before, answered: 0, failed: 0, tokens: 0 }),
    finalize(output.close),
  );
};

/** @throws Error when the output answers another prompt on this line, because it then belongs to another input. */
const isAnswered = ({ line, key }: Entry, { answered }: Output): boolean => {
  const known = answered.get(line);
  if (known === undefined || known === key) return known === key;
  throw new Error(`Line ${line} of the output answers another prompt than the input: choose another --output.`);
};

const lineOf = ({ line, key }: Entry, { response, error }: RunResult): Answered =>
  error
    ? { line, key, error: error.message }
    : { line, key, answer: answerOf(response), tokens: response.usage?.total_tokens ?? 0 };

const add = (sum: Summary, { response, error }: RunResult): Summary => ({
  ...sum,
  answered: sum.answered + (error ? 0 : 1),
  failed: sum.failed + (error ? 1 : 0),
  tokens: sum.tokens + ((response ?? error.response)?.usage?.total_tokens ?? 0),
});
