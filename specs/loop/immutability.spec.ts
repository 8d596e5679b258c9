import { Agent, Result, type Message, type RunEvent } from 'rxswarm';
import { of, tap } from 'rxjs';
import { run } from '../../lib/loop/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, counts, says } from '../support/chunks.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { all, responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';
import { transferTo } from '../support/transfer.ts';

const b = new Agent({ name: 'B' });
const set = bind(() => new Result({ value: 'set', contextVariables: { list: [1] } }), [], { name: 'set' });
const steps = bind(() => of({ n: 1 }, { n: 2 }), [], { name: 'steps' });
const agent = new Agent({ name: 'A', functions: [set, steps, transferTo(b)] });
const messages: readonly Message[] = [
  { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
  { role: 'assistant', content: null, tool_calls: [call('set', {}, 'open')] },
];
const script = () =>
  scripted(
    [...calls(call('set'), call('steps'), call('nope', '{"half')), counts(1, 2)],
    calls(call('to_B')),
    says('H', 'i'),
  );
const options = () => ({ agent, messages, contextVariables: { deep: { n: 1 } }, decisions: {} });

describe('what goes in', () => {
  it('may be frozen all the way down: agents, functions, messages, context variables, options', () => {
    const frozen = deepFreeze({ ...options(), messages: structuredClone(messages) });
    expect(responseOf(run(script(), frozen)).messages.at(-1)).toMatchObject({ content: 'Hi', sender: 'B' });
  });

  it('may have come frozen from the server', () => {
    const turns = [calls(call('to_B')), says('Hi')].map((turn) => deepFreeze(turn));
    expect(responseOf(run(scripted(...turns), options())).agent).toBe(b);
  });

  it('is left as it was', () => {
    const given = options();
    const before = structuredClone({ messages, contextVariables: given.contextVariables });
    responseOf(run(script(), given));
    expect({ messages: given.messages, contextVariables: given.contextVariables }).toEqual(before);
  });

  it('is copied into the response: its context variables are a new object without hostile keys', () => {
    const given = JSON.parse('{"n":1,"constructor":"evil"}') as Record<string, unknown>;
    const { contextVariables } = responseOf(
      run(scripted(says('Hi')), {
        ...options(),
        messages: [],
        agent: new Agent({ instructions: 'Hi' }),
        contextVariables: given,
      }),
    );
    expect(contextVariables).not.toBe(given);
    expect(Object.keys(contextVariables)).toEqual(['n']);
  });

  it('is given to instructions as a copy: writing to it changes nothing', () => {
    const instructions = (variables: Record<string, unknown>) => `n is ${String((variables.n = 2))}`;
    const given = { ...options(), messages: [], agent: new Agent<Record<string, unknown>>({ instructions }) };
    const { contextVariables } = responseOf(run(scripted(says('Hi')), { ...given, contextVariables: { n: 1 } }));
    expect(contextVariables).toEqual({ n: 1 });
  });

  it('may change while the run lasts without an effect on the run', () => {
    const own: Message[] = [{ role: 'user', content: 'Hello' }];
    const grow = bind(() => void own.push({ role: 'user', content: 'And another thing' }), [], { name: 'grow' });
    const model = scripted(calls(call('grow')), says('Hi'));
    responseOf(run(model, { agent: new Agent({ functions: [grow] }), messages: own }));
    expect(model.requests[1]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
  });
});

describe('what was emitted', () => {
  it('may be frozen as it arrives: nothing changes it afterwards', () => {
    const events = all(run(script(), options()).pipe(tap((event) => deepFreeze(event))));
    expect(events.at(-1)).toMatchObject({ response: { agent: { name: 'B' } } });
  });

  it('is the same at the end of the run as when it arrived', () => {
    const then: string[] = [];
    const events: readonly RunEvent[] = all(
      run(script(), options()).pipe(tap((event) => then.push(JSON.stringify(event)))),
    );
    expect(events.map((event) => JSON.stringify(event))).toEqual(then);
  });

  it('shares no object with the next request', () => {
    const asked: string[] = [];
    const model = script();
    const spoil = (event: RunEvent) => {
      if ('response' in event) (event.response.messages as Message[]).length = 0;
    };
    all(run(model, options()).pipe(tap(spoil)));
    asked.push(...model.requests.map((request) => JSON.stringify(request.messages)));
    expect(asked[2]).toContain('"content":"set"');
  });

  it('of a request does not grow with the conversation, whenever it is read', () => {
    const model = script();
    const lengths: number[] = [];
    const late: { readonly messages: readonly Message[] }[] = [];
    const watching: typeof model = Object.assign(
      (request: Parameters<typeof model>[0]) => {
        late.push(request);
        return model(request);
      },
      { requests: model.requests },
    );
    responseOf(run(watching, options()));
    lengths.push(...late.map((request) => request.messages.length));
    expect(lengths).toEqual([3, 7, 9]);
    expect(late[0]?.messages).toBe(late[0]?.messages);
  });
});
