import { Agent, type RunOptions, Swarm } from 'rxswarm';
import { clientFunction } from 'rxswarm/schema';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { failureOf, responseOf } from '../support/synchronous.ts';
import { transferTo } from '../support/transfer.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;
const look = bind(() => 'seen', [], { name: 'look' });
const readClipboard = clientFunction({ name: 'readClipboard' });
const bob = new Agent({ name: 'Bob', settings: { temperature: 0 } });
const ada = new Agent({ name: 'Ada', functions: [transferTo(bob)] });

describe('everyAgent', () => {
  it('gives its functions and settings to the first agent and to one that takes over', () => {
    const model = scripted(calls(call('to_Bob')), calls(call('look')), says('Done.'));
    const settings = (own: object) => ({ seed: 1, ...own });
    const { agent } = responseOf(
      new Swarm(model).run({ agent: ada, messages, everyAgent: { functions: [look], settings } }),
    );
    expect(model.requests.map(({ tools = [] }) => tools.map((tool) => tool.function.name))).toEqual([
      ['to_Bob', 'look'],
      ['look'],
      ['look'],
    ]);
    expect(model.requests.map(({ seed, temperature }) => [seed, temperature])).toEqual([
      [1, undefined],
      [1, 0],
      [1, 0],
    ]);
    // The agents themselves stay as they are.
    expect(agent).toBe(bob);
    expect([bob.functions, bob.settings]).toEqual([[], { temperature: 0 }]);
  });

  it('lets a call of a function of the client wait, and takes its result in the next run', () => {
    const model = scripted(calls(call('readClipboard', {}, 'a')), says('It says "bees".'));
    const options: RunOptions = { agent: bob, messages, everyAgent: { functions: [readClipboard] } };
    const first = responseOf(new Swarm(model).run(options));
    expect(first.messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'a', waiting: { reason: 'client' } });
    const next = { ...options, messages: [...messages, ...first.messages], decisions: { a: { result: 'bees' } } };
    expect(responseOf(new Swarm(model).run(next)).messages).toMatchObject([
      { role: 'tool', content: 'bees' },
      { role: 'assistant', content: 'It says "bees".' },
    ]);
  });

  it('fails a run in which an agent has a function of the same name', () => {
    const model = scripted(calls(call('to_Eve')));
    const eve = new Agent({ name: 'Eve', functions: [look] });
    const agent = new Agent({ name: 'Ada', functions: [transferTo(eve)] });
    const error = failureOf(new Swarm(model).run({ agent, messages, everyAgent: { functions: [look] } }));
    expect(error.type).toBe('usage');
    expect(error.message).toContain('"Eve" has two functions named "look"');
  });

  it.each<[unknown]>([[[]], [{ functions: look }], [{ settings: {} }], [{ tools: [] }]])('refuses %j', (everyAgent) => {
    const options = { agent: ada, messages, everyAgent } as RunOptions;
    const error = failureOf(new Swarm(scripted()).run(options));
    expect(error.type).toBe('usage');
    expect(error.message).toContain('everyAgent is');
  });
});
