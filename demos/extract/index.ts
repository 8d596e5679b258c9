import { concat, concatMap, defer, from, map, tap, toArray, type Observable } from 'rxjs';
import { during } from '../during.ts';
import { human, hurried, immediate } from '../embedded/index.ts';
import { countOf, readFlags, withoutRest } from '../flags.ts';
import { modelFor, type Model } from '../model.ts';
import { start } from '../start.ts';
import { printable } from '../terminal/printable.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { many, type ManyOptions } from './many.ts';
import { seven } from './texts.ts';
import { extractAll, ways, type Outcome } from './ways.ts';

const { write, paint } = standardOutput();

/** Extracts from seven texts in five ways, one after the other, and prints how long each took. */
const fiveWays = ({ swarm }: Model): Observable<unknown> =>
  from(ways).pipe(
    concatMap((way) => extractAll(seven, way, swarm)),
    tap(({ name, people }) => {
      const found = people.map(({ index, name: person, age }) => `${index + 1} ${printable(person)}, ${age}`);
      write(`${paint('bold', name)}\n  ${found.join('\n  ')}\n`);
    }),
    toArray(),
    tap((outcomes) => write(`\n${table(outcomes)}\n`)),
  );

const table = (outcomes: readonly Outcome[]): string =>
  outcomes
    .map(({ name, milliseconds }) => `${name.padEnd(28)}${(milliseconds / 1000).toFixed(2).padStart(6)} s\n`)
    .join('');

const aThousand = (model: Model, options: ManyOptions): Observable<unknown> =>
  defer(() => {
    const { count, concurrency, requestsPerMinute } = options;
    write(`${count} texts, ${concurrency} at once, at most ${requestsPerMinute} a minute\n`);
    const begin = performance.now();
    return many(model, options).pipe(
      tap(({ done, failed, tokens, rate }) => {
        const seconds = ((performance.now() - begin) / 1000).toFixed(1);
        write(`${done} people, ${failed} failed, ${tokens} tokens, ${rate.toFixed(0)} a second, ${seconds} s\n`);
        if (failed > 0) process.exitCode = 1;
      }),
    );
  });

/** Takes 20 texts instead of a thousand at a real endpoint, because they may cost money. `--count` overrides. */
const optionsFor = ({ isEmbedded }: Model, given: ReadonlyMap<string, string>): ManyOptions => ({
  count: countOf('count', given, isEmbedded ? 1000 : 20),
  concurrency: countOf('concurrency', given, 50),
  requestsPerMinute: countOf('requests-per-minute', given, isEmbedded ? 5000 : 500),
});

start(
  defer(() => {
    const { given } = withoutRest(
      readFlags({ fast: 'boolean', count: 'string', concurrency: 'string', 'requests-per-minute': 'string' }),
    );
    return modelFor(given.has('fast') ? immediate : hurried(human, 3)).pipe(
      map((model) => ({ model, options: optionsFor(model, given) })),
      tap(({ model }) => write(`${paint('dim', model.introduction)}\n\n`)),
      during(({ model, options }) => concat(fiveWays(model), aThousand(model, options))),
    );
  }),
);
