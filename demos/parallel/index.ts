import type { Message, RunResult } from 'rxswarm';
import { results } from 'rxswarm/operators';
import { connect, defer, forkJoin, map, switchMap, tap, toArray, type Observable } from 'rxjs';
import { answerOf } from '../answer.ts';
import { during } from '../during.ts';
import { human, immediate } from '../embedded/index.ts';
import { readFlags } from '../flags.ts';
import { modelFor, type Model } from '../model.ts';
import { start } from '../start.ts';
import { printable } from '../terminal/printable.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { picker, translators } from './agents.ts';
import { spans, timeline, type Span } from './timeline.ts';

const { write, paint } = standardOutput();

const user = (content: string): readonly Message[] => [{ role: 'user', content }];

/** Three translations at once, then the choice between them; then when each of the four was under way. */
const parallel = (sentence: string, model: Model): Observable<unknown> =>
  translate(sentence, model).pipe(
    tap(({ lines }) => write(`${lines}\n\n${paint('bold', 'The best')}: `)),
    switchMap(({ lines, spans: translating }) =>
      pick(`${sentence}\n\n${lines}`, model).pipe(map((picking) => [...translating, picking])),
    ),
    tap((times) => {
      const names = [...translators, picker].map(({ name }) => name);
      write(`\n\n${timeline(times.map((span, index) => [names[index] ?? '', span]))}`);
    }),
  );

interface Translations {
  /** One a line, each with the name of its translator. */
  readonly lines: string;
  readonly spans: readonly Span[];
}

const translate = (sentence: string, { swarm }: Model): Observable<Translations> =>
  swarm.runAll(translators.map((agent) => ({ agent, messages: user(sentence) }))).pipe(
    connect((events$) => forkJoin({ all: events$.pipe(results(), toArray()), spans: events$.pipe(spans()) })),
    map((done) => ({
      lines: done.all
        .toSorted((a, b) => a.index - b.index)
        .map(line)
        .join('\n'),
      spans: done.spans,
    })),
  );

const line = ({ index, response: translated, error }: RunResult): string => {
  if (error) throw error;
  return `${translators[index]?.name ?? ''}: ${printable(answerOf(translated))}`;
};

/** Says the choice as it comes. */
const pick = (question: string, { swarm }: Model): Observable<Span> =>
  swarm.runAll([{ agent: picker, messages: user(question) }]).pipe(
    tap(({ event, error }) => {
      if (error) throw error;
      if ('content' in event) write(printable(event.content ?? ''));
    }),
    spans(),
    map(([span]) => span as Span),
  );

start(
  defer(() => {
    const { given, rest } = readFlags({ fast: 'boolean' });
    const sentence = rest.join(' ') || 'Where is the station?';
    return modelFor(given.has('fast') ? immediate : human).pipe(
      tap(({ introduction }) => write(`${paint('dim', introduction)}\n\n${paint('bold', sentence)}\n`)),
      during((model) => parallel(sentence, model)),
    );
  }),
);
