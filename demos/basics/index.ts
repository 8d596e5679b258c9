import { concat, defer, EMPTY, tap, type Observable } from 'rxjs';
import { during } from '../during.ts';
import { human, immediate } from '../embedded/index.ts';
import { readFlags } from '../flags.ts';
import { modelFor, type Model } from '../model.ts';
import { start } from '../start.ts';
import { printable } from '../terminal/printable.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { bareMinimum } from './bare-minimum.ts';
import { contextVariables } from './context-variables.ts';
import { functionCalling } from './function-calling.ts';
import { handoff } from './handoff.ts';
import { loop } from './loop.ts';

type Example = (swarm: Model['swarm']) => Observable<string>;

const examples: Readonly<Record<string, Example>> = {
  'bare-minimum': bareMinimum,
  'function-calling': functionCalling,
  'context-variables': contextVariables,
  handoff,
  loop: (swarm) => loop(swarm),
};

const { write, paint } = standardOutput();

/** Runs the examples named on the command line, or all of them. */
const basics = (): Observable<unknown> => {
  const { given, rest } = readFlags({ fast: 'boolean' });
  const names = rest.length > 0 ? rest.map(known) : Object.keys(examples);
  return modelFor(given.has('fast') ? immediate : human).pipe(
    tap(({ introduction }) => {
      write(`${paint('dim', introduction)}\n`);
    }),
    during(({ swarm }) => concat(...names.map((name) => show(name, swarm)))),
  );
};

const known = (name: string): string => {
  if (Object.hasOwn(examples, name)) return name;
  throw new Error(`Unknown example ${name}: use ${Object.keys(examples).join(', ')}.`);
};

const show = (name: string, swarm: Model['swarm']): Observable<unknown> =>
  defer(() => {
    write(`\n${paint('bold', name)}\n`);
    return (examples[name]?.(swarm) ?? EMPTY).pipe(
      tap({ next: (token) => write(printable(token)), complete: () => write('\n') }),
    );
  });

start(defer(basics));
