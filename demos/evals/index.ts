import { closeSync, openSync, writeFileSync } from 'node:fs';
import { concat, concatMap, defer, EMPTY, from, map, mergeMap, tap, toArray, type Observable } from 'rxjs';
import { during } from '../during.ts';
import { immediate } from '../embedded/index.ts';
import { modelFor, type Model } from '../model.ts';
import { start } from '../start.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { figures } from './figures.ts';
import { readOptions, type EvalOptions } from './options.ts';
import { progress } from './progress.ts';
import { report, resultsOf } from './report.ts';
import { suites } from './suites.ts';
import type { Outcome } from './trial.ts';

const { write, paint } = standardOutput();

const evals = (): Observable<unknown> => {
  const options = readOptions(Object.keys(suites));
  if (options.results !== undefined) assertWritable(options.results);
  return modelFor(immediate).pipe(
    tap(({ introduction, isEmbedded }) => {
      write(`${paint('dim', introduction)}\n`);
      if (isEmbedded) write('These figures are about the harness: rules say nothing about how a model would do.\n');
    }),
    during((model) =>
      concat(
        measure(options),
        evaluate(model, options).pipe(
          tap((outcomes) => {
            conclude(outcomes, model, options);
          }),
        ),
      ),
    ),
  );
};

/** Prints the figures of suites that have some, before tokens are spent. */
const measure = ({ suites: names }: EvalOptions): Observable<unknown> =>
  from(names).pipe(
    concatMap((name) => figures[name]?.() ?? EMPTY),
    tap(write),
  );

/** Runs each case `iterations` times, at most `concurrency` at a time. Emits one list at the end. */
const evaluate = (
  { swarm }: Model,
  { suites: names, iterations, concurrency }: EvalOptions,
): Observable<readonly Outcome[]> => {
  const once = names.flatMap((name) => suites[name]?.(swarm) ?? []);
  const trials = Array.from({ length: iterations }, () => once).flat();
  return from(trials).pipe(
    mergeMap((trial, place) => trial.pipe(map((outcome) => ({ outcome, place }))), concurrency),
    progress(trials.length),
    toArray(),
    // Sorts outcomes by case, whichever case was answered first.
    map((arrived) => arrived.toSorted((a, b) => a.place - b.place).map(({ outcome }) => outcome)),
  );
};

const conclude = (
  outcomes: readonly Outcome[],
  { name }: Model,
  { suites: names, iterations, results }: EvalOptions,
): void => {
  write(report(outcomes, names, paint));
  if (results !== undefined) writeFileSync(results, resultsOf(outcomes, name, iterations));
  if (outcomes.some(({ error }) => error !== undefined)) process.exitCode = 1;
};

/** Throws before tokens are spent when the results cannot be written. */
const assertWritable = (file: string): void => {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new Error(`--results cannot be written: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
};

start(defer(evals));
