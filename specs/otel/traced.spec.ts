import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { Agent, Swarm, SwarmError } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { traced, type TracingOptions } from 'rxswarm/otel';
import { response, text } from 'rxswarm/operators';
import { concat, isObservable, NEVER, of, take, throwError } from 'rxjs';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, counts, says } from '../support/chunks.ts';
import { ended } from '../support/ended.ts';
import { scripted } from '../support/scripted-model.ts';
import { all, failureOf, leave } from '../support/synchronous.ts';
import { telemetrySpy } from '../support/telemetry.ts';
import { transferTo } from '../support/transfer.ts';

const messages = [{ role: 'user', content: 'secret question' }] as const;

/** A traced swarm over a model, and what it told. */
const watched = (model: ChatModel, options: TracingOptions = {}) => {
  const spy = telemetrySpy();
  const { tracerProvider, meterProvider } = spy;
  return { spy, swarm: traced(new Swarm(model), { tracerProvider, meterProvider, ...options }) };
};

describe('the spans of a run', () => {
  const look = bind(() => 'rain', [], { name: 'look' });

  it('nest as the conventions say', () => {
    const agent = new Agent({ name: 'Weather', functions: [look] });
    const { spy, swarm } = watched(scripted(calls(call('look')), says('Rain.')));
    all(swarm.run({ agent, messages }));
    expect(spy.tree()).toEqual(['invoke_agent Weather', '  chat gpt-4o', '  execute_tool look', '  chat gpt-4o']);
    expect(new Set(spy.spans().map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(spy.spans().map(({ kind }) => kind)).toEqual([
      SpanKind.CLIENT,
      SpanKind.INTERNAL,
      SpanKind.CLIENT,
      SpanKind.INTERNAL,
    ]);
  });

  it('carry names, parameters and counts as attributes of the conventions', () => {
    const agent = new Agent({
      name: 'Weather',
      functions: [look],
      settings: { temperature: 0, max_tokens: 9, stop: 'x', n: 2 },
    });
    const first = [...calls(call('look')), counts(5, 2)];
    const last = [{ ...chunk({ content: 'Rain.' }, 'stop'), id: 'id_1', model: 'gpt-4o-2024' }, counts(7, 3)];
    const { spy, swarm } = watched(scripted(first, last), { attributes: { 'session.id': '1' } });
    all(swarm.run({ agent, messages }));
    expect(spy.span('invoke_agent Weather').attributes).toEqual({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'openai',
      'gen_ai.agent.name': 'Weather',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.response.finish_reasons': ['stop'],
      'session.id': '1',
    });
    expect(spy.spans()[2]?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.request.stream': true,
      'gen_ai.request.temperature': 0,
      'gen_ai.request.max_tokens': 9,
      'gen_ai.request.stop_sequences': ['x'],
      'gen_ai.request.choice.count': 2,
      'gen_ai.response.id': 'id_1',
      'gen_ai.response.model': 'gpt-4o-2024',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 3,
    });
    expect(spy.span('execute_tool look').attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'look',
      'gen_ai.tool.call.id': 'id_look',
      'gen_ai.tool.type': 'function',
    });
  });

  it('count what came from the cache, what went into it, and thoughts', () => {
    const usage = {
      ...{ prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
      prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 2 },
    };
    const { spy, swarm } = watched(scripted([...says('Hi'), { choices: [], usage }]));
    all(swarm.run({ agent: new Agent(), messages }));
    expect(spy.spans()[1]?.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 9,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'gen_ai.usage.cache_creation.input_tokens': 3,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.reasoning.output_tokens': 2,
    });
  });

  it('hold nothing of what a server sent for itself alone, with content as well', () => {
    const opaque = { anthropic_blocks: [{ signature: 'sealed' }], extra_content: { google: 'sealed' } };
    const made = { ...call('look'), index: 0, extra_content: { google: 'sealed' } };
    const first = [{ ...chunk({ ...opaque, tool_calls: [made] }, 'tool_calls'), origin: { wire: 'sealed' } }];
    const { spy, swarm } = watched(scripted(first as never, says('Rain.')), { content: true });
    all(swarm.run({ agent: new Agent({ functions: [look] }), messages }));
    expect(spy.spans()).toHaveLength(4);
    expect(JSON.stringify(spy.spans().map(({ attributes, events }) => [attributes, events]))).not.toContain('sealed');
  });

  it('have one span for each agent that takes over', () => {
    const c = new Agent({ name: 'C' });
    const b = new Agent({ name: 'B', functions: [look, transferTo(c)] });
    const a = new Agent({ name: 'A', functions: [transferTo(b)] });
    const { spy, swarm } = watched(scripted(calls(call('to_B')), calls(call('look')), calls(call('to_C')), says('Hi')));
    all(swarm.run({ agent: a, messages }));
    expect(spy.tree()).toEqual([
      'invoke_agent A',
      '  chat gpt-4o',
      '  execute_tool to_B',
      '  invoke_agent B',
      '    chat gpt-4o',
      '    execute_tool look',
      '    chat gpt-4o',
      '    execute_tool to_C',
      '  invoke_agent C',
      '    chat gpt-4o',
    ]);
  });

  it('of a run in a function nest in that function’s call', () => {
    const inner = new Agent({ name: 'Inner' });
    const { spy, swarm } = watched(scripted(calls(call('ask')), says('Inner.'), says('Outer.')));
    const ask = bind(() => swarm.run({ agent: inner, messages }).pipe(text()), [], { name: 'ask' });
    all(swarm.run({ agent: new Agent({ name: 'Outer', functions: [ask] }), messages }));
    expect(spy.tree()).toEqual([
      'invoke_agent Outer',
      '  chat gpt-4o',
      '  execute_tool ask',
      '    invoke_agent Inner',
      '      chat gpt-4o',
      '  chat gpt-4o',
    ]);
  });

  it('are made for each subscription', () => {
    const { spy, swarm } = watched(scripted(says('a'), says('b')));
    const run$ = swarm.run({ agent: new Agent(), messages });
    all(run$);
    all(run$);
    expect(new Set(spy.spans().map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  it('begin at subscription', () => {
    const { spy, swarm } = watched(scripted());
    const run$ = swarm.run({ agent: new Agent(), messages });
    expect([spy.spans(), isObservable(run$)]).toEqual([[], true]);
  });
});

describe('the ending of a span', () => {
  it('is error.type for a failure: the status, or the type of the error', () => {
    const model: ChatModel = () => throwError(() => new SwarmError('http', 'secret words', { status: 429 }));
    const { spy, swarm } = watched(model);
    failureOf(swarm.run({ agent: new Agent(), messages }));
    for (const name of ['chat gpt-4o', 'invoke_agent Agent']) {
      expect(spy.span(name).attributes['error.type']).toBe('429');
      expect(spy.span(name).status).toEqual({ code: SpanStatusCode.ERROR });
    }
  });

  it('is an error for a chat model that throws', () => {
    const broken: ChatModel = () => {
      throw new TypeError('broken');
    };
    const { spy, swarm } = watched(broken);
    failureOf(swarm.run({ agent: new Agent(), messages }));
    expect(spy.span('chat gpt-4o').attributes['error.type']).toBe('TypeError');
    expect(spy.span('invoke_agent Agent').attributes['error.type']).toBe('model');
  });

  it('is cancelled, and not an error, for a run that was unsubscribed from', () => {
    const { spy, swarm } = watched(() => concat(of(chunk({ content: 'Hi' })), NEVER));
    all(swarm.run({ agent: new Agent(), messages }).pipe(text(), take(1)));
    expect(spy.tree()).toEqual(['invoke_agent Agent', '  chat gpt-4o']);
    for (const { attributes, status } of spy.spans()) {
      expect([attributes['error.type'], status.code]).toEqual(['cancelled', SpanStatusCode.UNSET]);
    }
  });

  it('is marked on calls under way as well', () => {
    const wait = bind(() => NEVER, [], { name: 'wait' });
    const { spy, swarm } = watched(scripted(calls(call('wait'))));
    leave(swarm.run({ agent: new Agent({ functions: [wait] }), messages }));
    expect(spy.span('execute_tool wait').attributes['error.type']).toBe('cancelled');
  });

  it('is complete for a subscriber that leaves with the response', async () => {
    const { spy, swarm } = watched(scripted(says('Hi')));
    await ended(swarm.run({ agent: new Agent(), messages }).pipe(response(), take(1)));
    expect(spy.spans().map(({ attributes }) => attributes['error.type'])).toEqual([undefined, undefined]);
  });

  it('is an error for a function that throws, though the run goes on', () => {
    const broken = bind(
      (): string => {
        throw new Error('no');
      },
      [],
      { name: 'broken' },
    );
    const { spy, swarm } = watched(scripted(calls(call('broken')), says('Sorry.')));
    all(swarm.run({ agent: new Agent({ functions: [broken] }), messages }));
    expect(spy.span('execute_tool broken').status.code).toBe(SpanStatusCode.ERROR);
    expect(spy.span('invoke_agent Agent').status.code).toBe(SpanStatusCode.UNSET);
  });
});

describe('content', () => {
  const told = bind(() => 'secret result', [], { name: 'told' });
  const turns = () => scripted(calls(call('told', { a: 'secret input' })), says('secret answer'));
  const agent = new Agent({ name: 'Keeper', instructions: 'secret instructions', functions: [told] });

  it('is not recorded by default, nor are error messages', () => {
    const { spy, swarm } = watched(turns());
    all(swarm.run({ agent, messages }));
    const failing = watched(() => throwError(() => new Error('secret')));
    failureOf(failing.swarm.run({ agent, messages }));
    const everything = [...spy.spans(), ...failing.spy.spans()].map(({ attributes, events, status }) => ({
      attributes,
      events,
      status,
    }));
    expect(JSON.stringify(everything)).not.toContain('secret');
  });

  it('is recorded in the form of the conventions with content: true', () => {
    const { spy, swarm } = watched(turns(), { content: true });
    all(swarm.run({ agent, messages }));
    const json = (name: string, attribute: string, at = 0): unknown =>
      JSON.parse(String(spy.spans().filter((span) => span.name === name)[at]?.attributes[attribute]));
    const asked = { role: 'user', parts: [{ type: 'text', content: 'secret question' }] };
    expect(json('chat gpt-4o', 'gen_ai.input.messages')).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'secret instructions' }] },
      asked,
    ]);
    expect(json('chat gpt-4o', 'gen_ai.output.messages')).toEqual([
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'id_told', name: 'told', arguments: { a: 'secret input' } }],
        finish_reason: 'tool_call',
      },
    ]);
    expect(json('chat gpt-4o', 'gen_ai.input.messages', 1)).toContainEqual({
      role: 'tool',
      parts: [{ type: 'tool_call_response', id: 'id_told', response: 'secret result' }],
    });
    expect(json('chat gpt-4o', 'gen_ai.tool.definitions')).toMatchObject([{ function: { name: 'told' } }]);
    expect(json('invoke_agent Keeper', 'gen_ai.input.messages')).toEqual([asked]);
    expect(spy.span('execute_tool told').attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '{"a":"secret input"}',
      'gen_ai.tool.call.result': 'secret result',
    });
  });

  it('goes through redact, which can leave it out and cannot break a run', () => {
    const seen = new Set<string>();
    const redact = (value: unknown, attribute: string): unknown => {
      seen.add(attribute);
      if (attribute === 'gen_ai.tool.call.result') throw new Error('cannot');
      return attribute === 'gen_ai.tool.call.arguments' ? undefined : JSON.stringify(value).replaceAll('secret', '***');
    };
    const { spy, swarm } = watched(turns(), { content: true, redact });
    all(swarm.run({ agent, messages }));
    expect(JSON.stringify(spy.spans().map(({ attributes }) => attributes))).not.toContain('secret');
    expect(spy.span('invoke_agent Keeper').attributes['gen_ai.output.messages']).toContain('*** answer');
    expect(Object.keys(spy.span('execute_tool told').attributes).join()).not.toMatch(/arguments|result/);
    expect([...seen].sort()).toEqual([
      'gen_ai.input.messages',
      'gen_ai.output.messages',
      'gen_ai.tool.call.arguments',
      'gen_ai.tool.call.result',
      'gen_ai.tool.definitions',
    ]);
  });

  it('is a copy that redact cannot change the run by', () => {
    const redact = (value: unknown): unknown => {
      for (const message of value as { parts?: unknown[] }[]) if (message.parts) message.parts.length = 0;
      if (Array.isArray(value)) value.length = 0;
      return value;
    };
    const model = turns();
    const { spy, swarm } = watched(model, { content: true, redact });
    all(swarm.run({ agent, messages }));
    expect(model.requests[1]?.tools).toHaveLength(1);
    expect(spy.span('chat gpt-4o').attributes['gen_ai.tool.definitions']).toBe('[]');
  });

  it('that cannot be read does not hide the run’s own error', () => {
    const { swarm } = watched(turns(), { content: true });
    expect(failureOf(swarm.run({ agent, messages: 'Hello' as never })).type).toBe('usage');
    expect(failureOf(swarm.run({ agent: undefined as never, messages })).type).toBe('usage');
  });
});

describe('metrics', () => {
  it('measure tokens, times and endings', async () => {
    const model = scripted(
      [...says('Hi'), counts(5, 2)],
      throwError(() => new SwarmError('timeout', 'late')),
    );
    const { spy, swarm } = watched(model, { provider: 'mistral_ai' });
    all(swarm.run({ agent: new Agent(), messages }));
    failureOf(swarm.run({ agent: new Agent(), messages }));
    const common = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'mistral_ai',
      'gen_ai.request.model': 'gpt-4o',
    };
    expect(await spy.measured('gen_ai.client.token.usage')).toEqual([
      { attributes: { ...common, 'gen_ai.token.type': 'input' }, count: 1, sum: 5 },
      { attributes: { ...common, 'gen_ai.token.type': 'output' }, count: 1, sum: 2 },
    ]);
  });

  it('measure durations in seconds, with failed calls apart', async () => {
    const begin = performance.now();
    const model = scripted(
      says('Hi'),
      throwError(() => new SwarmError('timeout', 'late')),
    );
    const { spy, swarm } = watched(model);
    all(swarm.run({ agent: new Agent(), messages }));
    failureOf(swarm.run({ agent: new Agent(), messages }));
    const durations = await spy.measured('gen_ai.client.operation.duration');
    expect(durations.map(({ attributes, count }) => [attributes['error.type'], count])).toEqual([
      [undefined, 1],
      ['timeout', 1],
    ]);
    expect(durations[0]?.sum).toBeLessThan((performance.now() - begin) / 1000);
  });
});

it('leaves the events of a run as they are', () => {
  const plain = new Swarm(scripted(says('Hi')));
  const { swarm } = watched(scripted(says('Hi')));
  const asked = { agent: new Agent(), messages };
  expect(all(swarm.run(asked))).toEqual(all(plain.run(asked)));
  expect(traced(plain)).toBeInstanceOf(Swarm);
});

it('leaves the name out for an agent that is an Observable', () => {
  const { spy, swarm } = watched(scripted(says('Hi')));
  all(swarm.run({ agent: of(new Agent({ name: 'Late' })), messages }));
  expect(spy.tree()).toEqual(['invoke_agent', '  chat gpt-4o']);
});
