import { Agent, Result, Swarm, type Checkpoint, type RunOptions } from 'rxswarm';
import { scriptedModel } from 'rxswarm/testing';
import { EMPTY, of, throwError, timer } from 'rxjs';
import { usage } from '../support/chunks.ts';
import { collect, last } from '../support/collect.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const bob = new Agent({ name: 'Bob' });
const toBob = () => new Result({ agent: bob, contextVariables: { by: 'Ada' } });
const ada = new Agent({ name: 'Ada', functions: [toBob] });
const agents = new Map([ada, bob].map((agent) => [agent.name, agent]));
const script = [
  { calls: [{ name: 'toBob' }], usage: usage(3, 4) },
  { content: 'Bob here', usage: usage(5, 6) },
];

const kept = async (options: Partial<RunOptions> = {}) => {
  const checkpoints: Checkpoint[] = [];
  const checkpoint = (each: Checkpoint) => (checkpoints.push(each), EMPTY);
  const run$ = new Swarm(scriptedModel(script)).run({ agent: ada, messages, runId: 'r', ...options, checkpoint });
  const events = await collect(run$);
  return { checkpoints, events };
};

describe('a checkpoint', () => {
  it('is given for each whole completion, and when its calls are answered', async () => {
    const { checkpoints } = await kept();
    expect(checkpoints.map(({ response, turns, answered }) => [response.messages.length, turns, answered])).toEqual([
      [1, 1, false],
      [2, 1, false],
      [3, 2, true],
    ]);
  });

  it('is given no more often for live inputs, whose changes are stored with the next completion', async () => {
    const plain = await kept();
    const live = await kept({ agent: of(ada), contextVariables: of({ at: 'sea' }) });
    expect(live.checkpoints.map(({ response }) => response.messages)).toEqual(
      plain.checkpoints.map(({ response }) => response.messages),
    );
    expect(live.checkpoints[0]?.response.contextVariables).toEqual({ at: 'sea' });
  });

  it('may be stored by a thenable whose `then` returns nothing', async () => {
    const stored = {
      then: (resolve: (value: unknown) => void) => void setImmediate(resolve),
    } as unknown as PromiseLike<unknown>;
    const run$ = new Swarm(scriptedModel(['Hi'])).run({ agent: bob, messages, checkpoint: () => stored });
    expect(await last(run$)).toMatchObject({ response: { messages: { length: 1 } } });
  });

  it('changes nothing of the run', async () => {
    const plain = await collect(new Swarm(scriptedModel(script)).run({ agent: ada, messages, runId: 'r' }));
    expect((await kept()).events).toEqual(plain);
  });

  it.each([0, 1, 2])('%i is where a run goes on as if it had never stopped, also from JSON', async (place) => {
    const { checkpoints, events } = await kept();
    const stored = JSON.parse(JSON.stringify(checkpoints[place])) as Checkpoint<{ readonly name: string }>;
    const agent = agents.get(stored.response.agent.name) ?? ada;
    const model = scriptedModel(script.slice(stored.turns));
    const response = await last(new Swarm(model).run({ agent, messages, runId: 'r', resume: stored }));
    expect(response).toEqual(events.at(-1));
    expect(model.requests).toHaveLength(2 - stored.turns);
  });

  it('counts the turns before it against maxTurns', async () => {
    const { checkpoints } = await kept();
    const model = scriptedModel([]);
    const resume = checkpoints[1] as Checkpoint;
    const ended = await last(new Swarm(model).run({ agent: bob, messages, resume, maxTurns: 1 }));
    expect(ended).toMatchObject({ response: { finishReason: 'max_turns', messages: { length: 2 } } });
  });

  it('that cannot be stored fails the run, and no function runs', async () => {
    let isCalled = false;
    const call = () => (isCalled = true);
    const agent = new Agent({ functions: [call] });
    const run$ = new Swarm(scriptedModel([{ calls: [{ name: 'call' }] }])).run({
      ...{ agent, messages },
      checkpoint: () => throwError(() => new Error('The disk is full.')),
    });
    await expect(collect(run$)).rejects.toMatchObject({ message: 'The disk is full.', response: { messages: [{}] } });
    expect(isCalled).toBe(false);
  });

  it('is waited for', async () => {
    const waits = 30;
    const begin = Date.now();
    await collect(new Swarm(scriptedModel(['Hi'])).run({ agent: ada, messages, checkpoint: () => timer(waits) }));
    expect(Date.now() - begin).toBeGreaterThanOrEqual(waits - 1);
  });
});
