import { Agent, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { text } from 'rxswarm/operators';
import { instructionsOf, type Scenario } from '../scenarios.ts';
import { LOOK, PROMPT, transferName, type Contestant, type Task } from '../task.ts';

/** Loads the validator only if arguments must be checked, as a program does. */
const lookingAgent = async (look: Task['look']): Promise<Agent> => {
  const { withSchema } = await import('rxswarm/schema');
  return new Agent({ instructions: instructionsOf('A'), functions: [withSchema((n: number) => look(n), LOOK)] });
};

const transfer = (to: 'A' | 'B', agent: () => Agent) =>
  Object.defineProperty(agent, 'name', { value: transferName(to) });

const pair = (): Agent => {
  const a: Agent = new Agent({ name: 'A', instructions: instructionsOf('A'), functions: [transfer('B', () => b)] });
  const b: Agent = new Agent({ name: 'B', instructions: instructionsOf('B'), functions: [transfer('A', () => a)] });
  return a;
};

const agentFor = (scenario: Scenario, look: Task['look']): Agent | Promise<Agent> => {
  if (scenario.turns === 1) return new Agent({ instructions: instructionsOf('A') });
  return scenario.handsOff ? pair() : lookingAgent(look);
};

interface Prepared {
  readonly swarm: Swarm;
  readonly agent: Agent;
}

/** Makes a whole `swarm.run()` over a chat model, as the README does. Swarm and agents are made once a scenario. */
export const swarmRun = (modelFor: (baseURL: string) => ChatModel): Contestant => {
  const prepared = new Map<string, Prepared>();
  return async ({ baseURL, scenario, look, onText }) => {
    const known = prepared.get(scenario.name);
    const { swarm, agent } = known ?? {
      swarm: new Swarm(modelFor(baseURL), { raw: true }),
      agent: await agentFor(scenario, look),
    };
    prepared.set(scenario.name, { swarm, agent });
    const run = swarm.run({
      agent,
      messages: [{ role: 'user', content: PROMPT }],
      modelOverride: scenario.name,
      maxTurns: Infinity,
    });
    await new Promise<void>((complete, error) => run.pipe(text()).subscribe({ next: onText, complete, error }));
  };
};
