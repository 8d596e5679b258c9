import { trace as api, ROOT_CONTEXT } from '@opentelemetry/api';
import { Agent, Swarm, type RunEvent } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { trace, traced } from 'rxswarm/otel';
import { response } from 'rxswarm/operators';
import {
  catchError,
  concatMap,
  debounceTime,
  delay,
  EMPTY,
  expand,
  finalize,
  forkJoin,
  from,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  reduce,
  repeat,
  retry,
  share,
  subscribeOn,
  asyncScheduler,
  switchMap,
  take,
  takeUntil,
  throwError,
  timeout,
  timer,
  toArray,
  type Observable,
} from 'rxjs';
import { says } from '../support/chunks.ts';
import { ended } from '../support/ended.ts';
import { all, leave } from '../support/synchronous.ts';
import { telemetrySpy } from '../support/telemetry.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;
const prompt: ChatModel = () => from(says('Hi'));
const late: ChatModel = () => timer(1).pipe(mergeMap(() => says('Hi')));

const setUp = (model = prompt) => {
  const spy = telemetrySpy();
  const { tracerProvider, meterProvider } = spy;
  const swarm = traced(new Swarm(model), { tracerProvider, meterProvider });
  const ask = (name: string): Observable<RunEvent> => swarm.run({ agent: new Agent({ name }), messages });
  return { spy, ask, within: <T>(name: string) => trace<T>(name, { tracerProvider }) };
};

describe('trace(name)', () => {
  it('puts parallel and consecutive runs into one trace, across promises and timers', async () => {
    const { spy, ask, within } = setUp(late);
    const picked$ = from(Promise.resolve(['French', 'German', 'Polish'])).pipe(
      mergeMap((names) => names),
      mergeMap((name) => ask(name).pipe(response()), 2),
      toArray(),
      delay(1),
      concatMap(() => ask('Picker').pipe(response())),
      within('translate'),
    );
    await ended(picked$);
    expect(spy.tree()).toEqual([
      'invoke_workflow translate',
      ...['French', 'German', 'Polish', 'Picker'].flatMap((name) => [`  invoke_agent ${name}`, '    chat gpt-4o']),
    ]);
    expect(spy.span('invoke_workflow translate').attributes).toEqual({
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'translate',
    });
  });

  it('keeps simultaneous traces apart', async () => {
    const { spy, ask, within } = setUp(late);
    const job = (name: string) => merge(ask(`${name}1`), ask(`${name}2`)).pipe(within(name));
    await ended(forkJoin([job('A'), job('B')]));
    const traceOf = (name: string) => spy.span(name).spanContext().traceId;
    expect(traceOf('invoke_agent A1')).toBe(traceOf('invoke_workflow A'));
    expect(traceOf('invoke_agent A2')).toBe(traceOf('invoke_workflow A'));
    expect(traceOf('invoke_agent B1')).toBe(traceOf('invoke_workflow B'));
    expect(traceOf('invoke_workflow A')).not.toBe(traceOf('invoke_workflow B'));
  });

  it('nests, and each subscription is a trace of its own', () => {
    const { spy, ask, within } = setUp();
    const job$ = ask('A').pipe(within('inner'), within('outer'));
    all(job$);
    expect(spy.tree()).toEqual([
      'invoke_workflow outer',
      '  invoke_workflow inner',
      '    invoke_agent A',
      '      chat gpt-4o',
    ]);
    all(job$);
    expect(new Set(spy.spans().map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  it.each<[string, (run$: Observable<RunEvent>) => Observable<unknown>]>([
    ['finalize', finalize(() => undefined)],
    [
      'retry after a pause',
      (run$) => {
        let tries = 0;
        return of(0).pipe(
          delay(0),
          switchMap(() => (++tries < 2 ? throwError(() => new Error('no')) : run$)),
          retry({ delay: 1 }),
        );
      },
    ],
    ['repeat', repeat({ count: 1, delay: 1 })],
    ['catchError', (run$) => throwError(() => new Error('no')).pipe(catchError(() => run$))],
    ['expand', (run$) => of(0).pipe(expand((n) => (n === 0 ? run$.pipe(map(() => 1)) : EMPTY)))],
    ['forkJoin', (run$) => forkJoin([run$, of(0)])],
    ['timeout', timeout(1_000)],
    ['takeUntil', takeUntil(NEVER)],
    ['reduce', reduce((count) => count + 1, 0)],
    ['debounceTime', debounceTime(1)],
    ['subscribeOn', subscribeOn(asyncScheduler)],
  ])('is found by a run through %s', async (_, operator) => {
    const { spy, ask, within } = setUp();
    await ended(operator(ask('A')).pipe(within('found')));
    expect(spy.tree()).toEqual(['invoke_workflow found', '  invoke_agent A', '    chat gpt-4o']);
  });

  it('is not found behind share()', async () => {
    const { spy, ask, within } = setUp();
    await ended(ask('A').pipe(share(), within('not found')));
    expect(spy.tree()).toEqual(['invoke_agent A', '  chat gpt-4o', 'invoke_workflow not found']);
  });

  it('takes a context as an option', () => {
    const { spy, ask } = setUp();
    const { tracerProvider } = spy;
    const outer = tracerProvider.getTracer('mine').startSpan('request');
    all(
      ask('A').pipe(
        trace('job', { tracerProvider, context: api.setSpan(ROOT_CONTEXT, outer), attributes: { user: 'Ada' } }),
      ),
    );
    outer.end();
    expect(spy.tree().slice(0, 2)).toEqual(['request', '  invoke_workflow job']);
    expect(spy.span('invoke_workflow job').attributes['user']).toBe('Ada');
  });

  it('marks its ending: complete, error or cancelled', () => {
    const { spy, ask, within } = setUp();
    all(
      merge(
        ask('A'),
        throwError(() => new Error('no')),
      ).pipe(
        within('failed'),
        catchError(() => EMPTY),
      ),
    );
    leave(NEVER.pipe(within('cancelled')));
    all(ask('A').pipe(within('taken'), take(1)));
    const types = ['failed', 'cancelled', 'taken'].map(
      (name) => spy.span(`invoke_workflow ${name}`).attributes['error.type'],
    );
    expect(types).toEqual(['Error', 'cancelled', undefined]);
  });
});
