import { AsyncLocalStorage } from 'node:async_hooks';
import { context, ROOT_CONTEXT, trace, type Context, type ContextManager } from '@opentelemetry/api';
import { Agent, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { traced } from 'rxswarm/otel';
import { scriptedModel } from 'rxswarm/testing';
import { lastValueFrom, mergeMap, of, timer } from 'rxjs';
import { last } from '../support/collect.ts';
import { telemetrySpy } from '../support/telemetry.ts';

/** The context manager of OpenTelemetry's own package: an `AsyncLocalStorage`. */
const storageManager = (): ContextManager => {
  const store = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => store.getStore() ?? ROOT_CONTEXT,
    with: (active, fn, self, ...args) => store.run(active, () => fn.apply(self as never, args)),
    bind: (_active, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
};

const messages = [{ role: 'user', content: 'Hi' }] as const;

describe('the active span', () => {
  beforeAll(() => context.setGlobalContextManager(storageManager()));
  afterAll(() => {
    context.disable();
  });

  const setUp = (model: ChatModel) => {
    const spy = telemetrySpy();
    const { tracerProvider, meterProvider } = spy;
    const swarm = traced(new Swarm(model), { tracerProvider, meterProvider });
    const query = (name: string) => tracerProvider.getTracer('pg').startSpan(name).end();
    const parentOf = (name: string): string | undefined => {
      const spans = spy.spans();
      const id = spans.find((span) => span.name === name)?.parentSpanContext?.spanId;
      return spans.find((span) => span.spanContext().spanId === id)?.name;
    };
    return { swarm, query, parentOf, spans: spy.spans };
  };
  const run = (swarm: Swarm, functions: readonly (() => unknown)[]) =>
    last(swarm.run({ agent: new Agent({ functions }), messages, toolConcurrency: Infinity }));
  const script = (...names: readonly string[]) => scriptedModel([{ calls: names.map((name) => ({ name })) }, 'Done']);

  it.each<readonly [string, (query: (name: string) => void) => unknown]>([
    ['returns at once', (query) => query('SELECT')],
    [
      'awaits',
      async (query) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        query('SELECT');
      },
    ],
    [
      'returns an Observable',
      (query) =>
        timer(1).pipe(
          mergeMap(() => {
            query('SELECT');
            return of('row');
          }),
        ),
    ],
  ])('is the span of the call while a function runs that %s', async (_, work) => {
    const { swarm, query, parentOf } = setUp(script('look'));
    const look = () => work(query);
    await run(swarm, [look]);
    expect(parentOf('SELECT')).toBe('execute_tool look');
  });

  it('is each call’s own in parallel calls', async () => {
    const { swarm, query, parentOf } = setUp(script('one', 'two'));
    const asking = (name: string, wait: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, wait));
      query(name);
    };
    const one = asking('SELECT 1', 4);
    const two = asking('SELECT 2', 2);
    await run(swarm, [
      Object.defineProperty(one, 'name', { value: 'one' }),
      Object.defineProperty(two, 'name', { value: 'two' }),
    ]);
    expect([parentOf('SELECT 1'), parentOf('SELECT 2')]).toEqual(['execute_tool one', 'execute_tool two']);
  });

  it('is the span of the call for a run that a function awaits', async () => {
    const { swarm, parentOf } = setUp(scriptedModel([{ calls: [{ name: 'delegate' }] }, 'Inner', 'Outer']));
    const inner = new Agent({ name: 'Inner' });
    const delegate = async () => {
      await Promise.resolve();
      const { agent } = await lastValueFrom(
        swarm.run({ agent: inner, messages }).pipe(mergeMap((event) => ('response' in event ? [event.response] : []))),
        { defaultValue: { agent: inner } },
      );
      return agent.name;
    };
    await run(swarm, [delegate]);
    expect(parentOf('invoke_agent Inner')).toBe('execute_tool delegate');
  });

  it('is the span of the request while a chat model is asked', async () => {
    const scripted = scriptedModel(['Hi']);
    const { swarm, query, parentOf } = setUp((request) => {
      query('POST');
      return scripted(request);
    });
    await run(swarm, []);
    expect(parentOf('POST')).toBe('chat gpt-4o');
  });

  it('is the subscriber’s own again wherever the run emits', async () => {
    const { swarm, query } = setUp(script('look'));
    const active: unknown[] = [];
    const look = () => query('SELECT');
    await last(
      swarm.run({ agent: new Agent({ functions: [look] }), messages }).pipe(
        mergeMap((event) => {
          active.push(trace.getSpan(context.active()));
          return of(event);
        }),
      ),
    );
    expect(new Set(active)).toEqual(new Set([undefined]));
  });
});
