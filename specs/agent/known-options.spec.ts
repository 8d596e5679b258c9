import { Agent, Result, Swarm, SwarmError } from 'rxswarm';
import { says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { all, failureOf, responseOf } from '../support/synchronous.ts';

const agent = new Agent();
const messages = [{ role: 'user', content: 'Hello' }] as const;
const swarm = () => new Swarm(scripted(says('Hi')));

const caught = (fn: () => unknown): SwarmError => {
  try {
    fn();
  } catch (error) {
    if (error instanceof SwarmError) return error;
  }
  throw new Error('no SwarmError was thrown');
};

/** An option that is given, and words of the remedy. */
const ofAgents: readonly (readonly [string, string])[] = [
  ['tools', 'did you mean functions?'],
  ['handoffs', 'did you mean functions that return agents?'],
  ['prompt', 'did you mean instructions?'],
  ['system', 'did you mean instructions?'],
  ['stream', 'did you mean the settings of an agent?'],
  ['temperature', 'did you mean the settings of an agent?'],
  ['tool_choice', 'did you mean toolChoice?'],
  ['parallel_tool_calls', 'did you mean parallelToolCalls?'],
  ['context_variables', 'did you mean the contextVariables of run()?'],
  ['contextVariables', 'did you mean the contextVariables of run()?'],
  ['instruction', 'it takes name, model, instructions, functions,'],
  ['constructor', 'it takes name, model,'],
  ['toString', 'it takes name, model,'],
];

const ofRuns: readonly (readonly [string, string])[] = [
  ['context_variables', 'did you mean contextVariables?'],
  ['max_turns', 'did you mean maxTurns?'],
  ['model', 'did you mean modelOverride?'],
  ['tools', 'did you mean functions?'],
  ['stream', 'did you mean the settings of an agent?'],
  ['maxTurn', 'it takes agent, messages, contextVariables,'],
];

describe('an option that nobody reads', () => {
  it.each(ofAgents)('throws from new Agent(): %s, %s', (option, remedy) => {
    const { type, message } = caught(() => new Agent({ [option]: [] }));
    expect([type, message]).toEqual(['usage', expect.stringContaining(remedy)]);
    expect(message).toMatch(`new Agent() has no option "${option}": `);
  });

  it.each(ofRuns)('fails a run when it is subscribed: %s, %s', (option, remedy) => {
    const { type, message } = failureOf(swarm().run({ agent, messages, [option]: 1 }));
    expect([type, message]).toEqual(['usage', expect.stringContaining(`run() has no option "${option}": `)]);
    expect(message).toContain(remedy);
  });

  it('is refused although it is undefined', () => {
    expect(caught(() => new Agent({ tools: undefined } as object)).type).toBe('usage');
  });

  it('throws from new Result(), new Swarm() and runAll()', () => {
    expect(caught(() => new Result({ context_variables: {} } as object)).message).toMatch('mean contextVariables?');
    expect(caught(() => new Swarm(scripted(), { retries: 3 } as object)).message).toMatch('it takes raw, run.');
    const { message } = failureOf(swarm().runAll([{ agent, messages }], { maxConcurrency: 3 } as object));
    expect(message).toMatch('runAll() has no option "maxConcurrency": it takes concurrency, order, ahead, failFast.');
  });

  it('is shortened in the sentence', () => {
    expect(caught(() => new Agent({ ['x'.repeat(1000)]: 1 })).message.length).toBeLessThan(300);
  });

  it('is taken from its own keys only, so that a prototype does no harm', () => {
    expect(new Agent(Object.create({ tools: [] }) as object).name).toBe('Agent');
  });
});

describe('options that are known', () => {
  it('are taken together', () => {
    const options = {
      ...{ name: 'A', model: 'm', instructions: 'Hi', functions: [], toolChoice: 'auto', parallelToolCalls: true },
      ...{ settings: {}, output: undefined },
    } as const;
    expect(new Agent({ ...options, output: undefined } as object).name).toBe('A');
    expect(responseOf(swarm().run({ agent, messages, maxTurns: 1, debug: false })).messages).toHaveLength(1);
    expect(
      all(swarm().runAll([{ agent, messages }], { concurrency: 1, order: 'input', ahead: 1, failFast: true })),
    ).not.toEqual([]);
  });
});
