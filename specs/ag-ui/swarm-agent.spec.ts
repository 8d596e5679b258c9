import type { BaseEvent } from '@ag-ui/core';
import { Agent, Result, Swarm } from 'rxswarm';
import { http, type ChatModel } from 'rxswarm/models';
import { SwarmAgent, type SwarmAgentConfig } from 'rxswarm/ag-ui/agent';
import { only, typesOf } from '../support/ag-ui.ts';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { useServers } from '../support/servers.ts';
import { transferTo } from '../support/transfer.ts';
import { until } from '../support/until.ts';
import { content, event } from '../support/wire.ts';

const ada = new Agent({ name: 'Ada' });

const started = (model: ChatModel, config: Partial<SwarmAgentConfig> = {}) => {
  const agent = new SwarmAgent({ swarm: new Swarm(model), agent: ada, ...config });
  const events: BaseEvent[] = [];
  agent.subscribe({ onEvent: ({ event: each }) => void events.push(each) });
  agent.messages.push({ id: 'u', role: 'user', content: 'Hi' });
  return { agent, events };
};

describe('SwarmAgent', () => {
  it('runs, and keeps the active agent and the context variables', async () => {
    const bob = new Agent({ name: 'Bob', instructions: ({ city }) => `In ${String(city)}.` });
    const move = bind(() => new Result({ contextVariables: { city: 'Kiel' } }), [], { name: 'move' });
    const first = new Agent({ name: 'Ada', functions: [move, transferTo(bob)] });
    const model = scripted(calls(call('move'), call('to_Bob')), says('Bob here.'), says('Yes.'));
    const { agent, events } = started(model, { agent: first, expose: ['city'] });
    expect((await agent.runAgent()).result).toBe('Bob here.');
    expect(agent.state).toEqual({ city: 'Kiel' });
    agent.setState({ city: 'Rome' });
    agent.messages.push({ id: 'v', role: 'user', content: 'Bob?' });
    await agent.clone().runAgent();
    expect(model.requests[2]?.messages.map(({ content: said }) => said ?? '')).toEqual([
      ...['In Rome.', 'Hi', '', '', expect.any(String) as string, 'Bob here.', 'Bob?'],
    ]);
    expect(only(events, 'STEP_STARTED').map(({ stepName }) => stepName)).toEqual(['Ada', 'Bob', 'Bob']);
  });

  it('asks for approval as an interrupt, and calls when it is resolved', async () => {
    const pay = bind(() => 'Paid.', [], { name: 'pay', approval: true });
    const twice = [calls(call('pay', {}, 'a')), says('Done.'), calls(call('pay', {}, 'a')), says('Done again.')];
    const { agent, events } = started(scripted(...twice), { agent: new Agent({ name: 'Ada', functions: [pay] }) });
    for (const result of ['Done.', 'Done again.']) {
      await agent.runAgent();
      const [interrupt] = agent.pendingInterrupts;
      const resume = [{ interruptId: interrupt?.id ?? '', status: 'resolved' as const, payload: true }];
      expect((await agent.runAgent({ resume })).result).toBe(result);
      agent.messages.push({ id: result, role: 'user', content: 'Again' });
    }
    const [first, second] = only(events, 'TOOL_CALL_RESULT').map(({ toolCallId }) => toolCallId);
    expect(first).not.toBe(second);
  });

  it('describes its capabilities', async () => {
    const agent = new SwarmAgent({ swarm: new Swarm(scripted()), agent: new Agent(), expose: ['city'] });
    expect(await agent.getCapabilities()).toMatchObject({
      tools: { supported: true, clientProvided: false },
      state: { snapshots: true, deltas: true },
      humanInTheLoop: { interrupts: true },
    });
  });

  it("ends with RUN_ERROR and the error's own message", async () => {
    const { agent, events } = started(scripted());
    await agent.runAgent();
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', message: 'The script has 0 turns only.', code: 'model' });
  });

  const serve = useServers();
  const silent = async () => {
    const server = await serve({ body: [event(content('Well')), { stall: true }] });
    return { server, ...started(http({ baseURL: server.url })) };
  };

  it.each<[string, (agent: SwarmAgent) => unknown, string]>([
    ['abortRun()', (agent) => agent.abortRun(), 'RUN_FINISHED'],
    ['detachActiveRun()', (agent) => agent.detachActiveRun(), 'TEXT_MESSAGE_CONTENT'],
  ])('%s closes the socket', async (_, stop, last) => {
    const { server, agent, events } = await silent();
    const run = agent.runAgent();
    await until(() => typesOf(events).includes('TEXT_MESSAGE_CONTENT'), 'the first word');
    await stop(agent);
    await run;
    expect(events.at(-1)).toMatchObject({ type: last });
    if (last === 'RUN_FINISHED') expect(events.at(-1)?.['outcome']).toEqual({ type: 'cancelled' });
    await server.until(({ open, broken }) => open === 0 && broken === 1);
  });
});
