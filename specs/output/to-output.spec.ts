import { Agent, type AssistantMessage, type Message, type RunEvent } from 'rxswarm';
import type { Tool } from 'rxswarm/models';
import { output } from 'rxswarm/operators';
import { run } from '../support/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, says, usage, counts } from '../support/chunks.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { kind } from '../support/kind.ts';
import { marbles } from '../support/marbles.ts';
import { numberOutput } from '../support/output.ts';
import { scripted } from '../support/scripted-model.ts';
import { all, failureOf, responseOf } from '../support/synchronous.ts';
import { transferTo } from '../support/transfer.ts';
import { sent } from '../support/sent.ts';

const messages = [{ role: 'user', content: 'How many?' }] as const;
const agent = new Agent({ name: 'Counter', output: numberOutput() });
const asTool = numberOutput({ mode: 'tool' });

const roles = (list: readonly Message[]): string => list.map(({ role }) => role).join(' ');
const kinds = (events: readonly RunEvent[]): readonly string[] => events.map(kind);

describe('an output in the format', () => {
  it('is asked for and put on the response', () => {
    const model = scripted(says('{"n":', '3}'));
    const response = responseOf(run(model, { agent, messages }));
    expect(response.output).toEqual({ n: 3 });
    expect(model.requests[0]?.['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'number', schema: agent.output?.schema, strict: true },
    });
    expect(roles(response.messages)).toBe('assistant');
  });

  it('is not asked for where nobody wants one', () => {
    const model = scripted(says('3'));
    const response = responseOf(run(model, { agent: new Agent(), messages }));
    expect('output' in response).toBe(false);
    expect(model.requests[0] && 'response_format' in model.requests[0]).toBe(false);
  });

  it('is taken out of a code fence', () => {
    const response = responseOf(run(scripted(says('```json\n{"n":3}\n```')), { agent, messages }));
    expect(response.output).toEqual({ n: 3 });
  });

  it('is asked for again in a further turn, with the problem in words', () => {
    const model = scripted([...says('{"n":"3"}'), counts(1, 1)], [...says('{"n":3}'), counts(2, 1)]);
    const events = all(run(model, { agent, messages }));
    const response = responseOf(run(scripted(says('{"n":"3"}'), says('{"n":3}')), { agent, messages }));
    const words =
      'The answer does not fit: n: expected number\nAnswer again, with nothing but JSON that fits the schema.';
    expect(response.output).toEqual({ n: 3 });
    expect(roles(response.messages)).toBe('assistant user assistant');
    expect(response.messages[1]?.content).toBe(words);
    expect(sent(model, 1).messages.slice(1)).toEqual([
      { role: 'assistant', content: '{"n":"3"}' },
      { role: 'user', content: words },
    ]);
    expect(kinds(events).filter((word) => ['start', 'end', 'retry', 'response'].includes(word))).toEqual([
      'start',
      'end',
      'retry',
      'start',
      'end',
      'response',
    ]);
    expect(events.find((event) => 'retry' in event)).toEqual({
      retry: { attempt: 1, type: 'output', message: 'n: expected number' },
    });
    expect(events.at(-1)).toMatchObject({ response: { usage: usage(3, 2) } });
  });

  it.each([
    [0, 1],
    [2, 3],
  ])('fails the run after %d retries, with the response so far', (retries, requests) => {
    const model = scripted(says('{}'), says('[]'), says('three'), says('{"n":3}'));
    const error = failureOf(run(model, { agent: new Agent({ output: numberOutput({ retries }) }), messages }));
    expect(error.type).toBe('output');
    expect(error.message).toMatch(`Answer ${requests} is still not what output "number" asks for`);
    expect(model.requests).toHaveLength(requests);
    expect(error.response?.messages).toHaveLength(2 * requests);
    expect(error.response && 'output' in error.response).toBe(false);
  });

  it.each([
    ['three', /^The answer does not fit: it is not JSON \(.*\): three/],
    ['[3]', /^The answer does not fit: it must be a JSON object, got \[3\]/],
    ['', /^The answer does not fit: it is not JSON/],
  ])('says what %j is', (text, words) => {
    const { messages: added } = responseOf(run(scripted(says(text), says('{"n":3}')), { agent, messages }));
    expect(added[1]?.content).toMatch(words);
  });

  it.each([
    ['cut at the token limit', [chunk({ content: '{"n":' }), chunk({}, 'length')], /raise max_tokens/],
    ['refused', [chunk({ refusal: 'I will not.' }), chunk({}, 'stop')], /the model refused: I will not\./],
  ])('is not asked for again where it was %s', (_, turn, message) => {
    const model = scripted(turn, says('{"n":3}'));
    expect(failureOf(run(model, { agent, messages })).message).toMatch(message);
    expect(model.requests).toHaveLength(1);
  });

  it('counts each further question as a turn', () => {
    const response = responseOf(run(scripted(says('{}'), says('{"n":3}')), { agent, messages, maxTurns: 1 }));
    expect([response.finishReason, 'output' in response]).toEqual(['max_turns', false]);
  });

  it('waits until functions were called', () => {
    const count = bind(() => 3, [], { name: 'count' });
    const counter = new Agent({ functions: [count], output: numberOutput() });
    const response = responseOf(run(scripted(calls(call('count')), says('{"n":3}')), { agent: counter, messages }));
    expect(response.output).toEqual({ n: 3 });
    expect(roles(response.messages)).toBe('assistant tool assistant');
  });

  it('is the one of the run, or without it the one of the agent that answers', () => {
    const other = numberOutput({ name: 'other' });
    const triage = new Agent({ name: 'Triage', functions: [transferTo(agent)] });
    const formats = (...[model]: [ReturnType<typeof scripted>]) =>
      model.requests.map(
        (request) => (request['response_format'] as { json_schema: { name: string } } | undefined)?.json_schema.name,
      );
    const first = scripted(calls(call('to_Counter')), says('{"n":3}'));
    expect(responseOf(run(first, { agent: triage, messages })).output).toEqual({ n: 3 });
    expect(formats(first)).toEqual([undefined, 'number']);
    const second = scripted(calls(call('to_Counter')), says('{"n":3}'));
    responseOf(run(second, { agent: triage, messages, output: other }));
    expect(formats(second)).toEqual(['other', 'other']);
  });

  it('fails the answer, not the process, where the validator throws', () => {
    const check = (): never => {
      throw new RangeError('too deep');
    };
    const deep = new Agent({ output: numberOutput({ check, retries: 0 }) });
    expect(failureOf(run(scripted(says('{}')), { agent: deep, messages })).type).toBe('output');
  });

  it(
    'stays in its time',
    marbles(({ cold, expectObservable }) => {
      const answers = ['-a|', '--b|'].map((drawn) =>
        cold(drawn, { a: chunk({ content: '{}' }, 'stop'), b: chunk({ content: '{"n":3}' }, 'stop') }),
      );
      let at = 0;
      const run$ = run(() => answers[at++] ?? cold('#'), { agent, messages });
      expectObservable(run$.pipe(output())).toBe('-----(a|)', { a: { n: 3 } });
    }),
  );
});

describe('an output by a function', () => {
  const counter = new Agent({ name: 'Counter', output: asTool });

  it('forces final_answer for an agent without functions, and answers its call', () => {
    const model = scripted(calls(call('final_answer', { n: 3 })));
    const response = responseOf(run(model, { agent: counter, messages }));
    expect(response).toMatchObject({ output: { n: 3 }, finishReason: 'stop' });
    expect(response.messages[1]).toEqual({
      role: 'tool',
      tool_call_id: 'id_final_answer',
      tool_name: 'final_answer',
      content: 'Accepted.',
    });
    expect(model.requests[0]).toMatchObject({
      tools: [{ type: 'function', function: { name: 'final_answer', parameters: asTool.schema, strict: true } }],
      tool_choice: { type: 'function', function: { name: 'final_answer' } },
    });
    expect(model.requests[0] && 'response_format' in model.requests[0]).toBe(false);
  });

  it('lets the model call other functions in turns before, but not in the same turn', () => {
    const count = bind(() => 3, [], { name: 'count' });
    const model = scripted(calls(call('final_answer', { n: 0 }), call('count')), calls(call('final_answer', { n: 3 })));
    const response = responseOf(run(model, { agent: new Agent({ functions: [count], output: asTool }), messages }));
    expect(model.requests.map((request) => request.tool_choice)).toEqual(['required', 'required']);
    expect(response.output).toEqual({ n: 3 });
    expect(response.messages.slice(1, 3).map(({ content }) => content)).toEqual([
      'Error: call final_answer alone, once the other calls are answered.',
      '3',
    ]);
  });

  it('is asked for again in the words of the tool message', () => {
    const model = scripted(calls(call('final_answer', {})), says('3'), calls(call('final_answer', { n: 3 })));
    const response = responseOf(run(model, { agent: counter, messages }));
    expect(response.output).toEqual({ n: 3 });
    expect(roles(response.messages)).toBe('assistant tool assistant user assistant tool');
    expect(response.messages[1]?.content).toMatch(/n: expected number\nCall final_answer again/);
  });

  it('leaves no call open when it fails', () => {
    const once = new Agent({ output: numberOutput({ mode: 'tool', retries: 0 }) });
    const error = failureOf(run(scripted(calls(call('final_answer', {}))), { agent: once, messages }));
    expect([error.type, roles(error.response?.messages ?? [])]).toEqual(['output', 'assistant tool']);
  });

  it('refuses a function of that name', () => {
    const taken = bind(() => 3, [], { name: 'final_answer' });
    const error = failureOf(run(scripted(), { agent: new Agent({ functions: [taken], output: asTool }), messages }));
    expect([error.type, error.message]).toEqual(['usage', expect.stringMatching(/named "final_answer".*rename/)]);
  });
});

describe('the parts of an output', () => {
  const text = (content: string): AssistantMessage => ({ role: 'assistant', content });

  it('give the same verdict for the same answer, and change neither answer nor state', () => {
    const answer = deepFreeze(text('{}'));
    const standing = deepFreeze({ finishReason: 'stop', rejected: 1 });
    const verdict = {
      replies: [
        { role: 'user', content: expect.stringMatching(/^The answer does not fit: n: expected number/) as string },
      ],
      events: [{ retry: { attempt: 2, type: 'output', message: 'n: expected number' } }],
      changes: { rejected: 2, answered: false },
    };
    expect(numberOutput().judge(answer, standing)).toEqual(verdict);
    expect(numberOutput().judge(answer, standing)).toEqual(verdict);
    expect(numberOutput().judge(text('{"n":3}'), standing)).toEqual({
      replies: [],
      events: [],
      changes: { output: { value: { n: 3 } }, answered: true },
    });
  });

  it('give no verdict on a message that only calls functions', () => {
    const calling: AssistantMessage = {
      role: 'assistant',
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'count', arguments: '{}' } }],
    };
    expect(numberOutput().judge(calling, {})).toBeUndefined();
    expect(asTool.judge(calling, {})).toBeUndefined();
  });

  it('are read from the object itself: a copy with other retries or another mode acts by those', () => {
    const once = { ...numberOutput(), retries: 0, name: 'once' };
    expect(once.judge(text('{}'), {})?.changes.failure?.message).toMatch('output "once"');
    expect({ ...once, mode: 'tool' as const }.offer([], undefined).tools).toHaveLength(1);
  });

  it('leave the tools and the choice of the agent as they are in mode format', () => {
    const tools: readonly Tool[] = [];
    expect(numberOutput().offer(tools, 'none')).toMatchObject({ choice: 'none', format: { type: 'json_schema' } });
    expect(numberOutput().offer(tools, 'none').tools).toBe(tools);
  });
});

it.each([
  ['a bare schema', { type: 'object' }],
  ['the fields alone', { ...asTool, offer: undefined, judge: undefined }],
  ['null', null],
])('refuses %s, with the remedy', (_, given) => {
  const none = given as never;
  const message = /must be made of a schema: use `outputSchema\(schema\)` from "rxswarm\/schema"/;
  expect(failureOf(run(scripted(), { agent: new Agent({ output: none }), messages })).message).toMatch(message);
  expect(failureOf(run(scripted(), { agent: new Agent(), messages, output: none })).message).toMatch(message);
});
