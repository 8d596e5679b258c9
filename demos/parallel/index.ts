import type { Message, RunResult, Swarm } from 'rxswarm';
import { results, text } from 'rxswarm/operators';
import { trace, traced } from 'rxswarm/otel';
import { concat, defer, ignoreElements, map, switchMap, tap, toArray, type Observable } from 'rxjs';
import { answerOf } from '../answer.ts';
import { during } from '../during.ts';
import { human, immediate } from '../embedded/index.ts';
import { readFlags } from '../flags.ts';
import { modelFor, type Model } from '../model.ts';
import { start } from '../start.ts';
import { printable } from '../terminal/printable.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { picker, translators } from './agents.ts';
import { timeline } from './timeline.ts';
import { tracing } from './tracing.ts';

const { write, paint } = standardOutput();

const user = (content: string): readonly Message[] => [{ role: 'user', content }];

/** Runs three translations at once and then the choice between them, all in one trace, and prints the trace. */
const parallel = (sentence: string, model: Model): Observable<unknown> => {
  const { tracerProvider, spans } = tracing();
  const swarm = traced(model.swarm, { tracerProvider });
  const opinions$ = translate(sentence, swarm).pipe(
    tap((lines) => write(`${lines}\n\n${paint('bold', 'The best')}: `)),
    switchMap((lines) => pick(`${sentence}\n\n${lines}`, swarm)),
    trace('parallel translation', { tracerProvider }),
  );
  const report$ = defer(async () => {
    const { traceId } = spans()[0]?.spanContext() ?? { traceId: 'none' };
    write(`\n\n${timeline(spans())}${paint('dim', `one trace of ${spans().length} spans: ${traceId}`)}\n`);
    await tracerProvider.shutdown();
  });
  return concat(opinions$, report$).pipe(ignoreElements());
};

/** Emits the translations, one a line, each with the name of its translator. */
const translate = (sentence: string, swarm: Swarm): Observable<string> =>
  swarm.runAll(translators.map((agent) => ({ agent, messages: user(sentence) }))).pipe(
    results(),
    toArray(),
    map((all) =>
      all
        .toSorted((a, b) => a.index - b.index)
        .map(line)
        .join('\n'),
    ),
  );

const line = ({ index, response: translated, error }: RunResult): string => {
  if (error) throw error;
  return `${translators[index]?.name ?? ''}: ${printable(answerOf(translated))}`;
};

/** Prints the choice as it arrives. */
const pick = (question: string, swarm: Swarm): Observable<unknown> =>
  swarm.run({ agent: picker, messages: user(question) }).pipe(
    text(),
    tap((token) => write(printable(token))),
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
