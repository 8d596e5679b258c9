import { instructionsOf, type Scenario } from '../scenarios.ts';
import { LOOK, PROMPT, type Contestant, type Task } from '../task.ts';
import { load } from '../by-hand/load.ts';

interface StreamedRun {
  toTextStream(): AsyncIterable<string>;
  readonly completed: Promise<void>;
}

interface Agents {
  readonly Agent: new (options: object) => { readonly handoffs: unknown[] };
  readonly OpenAIChatCompletionsModel: new (client: unknown, model: string) => unknown;
  readonly tool: (options: object) => unknown;
  readonly handoff: (agent: unknown, options: object) => unknown;
  readonly run: (agent: unknown, input: string, options: object) => Promise<StreamedRun>;
  readonly setTracingDisabled: (disabled: boolean) => void;
}

interface OpenAIPackage {
  readonly OpenAI: new (options: object) => unknown;
}

const agents = await load<Agents>('@openai/agents');
const { OpenAI } = await load<OpenAIPackage>('openai');
agents.setTracingDisabled(true);

const made = new Map<string, unknown>();

const agentFor = ({ baseURL, scenario, look }: Task): unknown => {
  const model = new agents.OpenAIChatCompletionsModel(
    new OpenAI({ baseURL, apiKey: 'key', maxRetries: 0 }),
    scenario.name,
  );
  const agent = (name: 'A' | 'B', tools: readonly unknown[] = []) =>
    new agents.Agent({ name, instructions: instructionsOf(name), model, tools });
  if (scenario.handsOff) return pair(agent);
  const execute = ({ n }: { readonly n: number }): string => look(n);
  return agent('A', scenario.turns > 1 ? [agents.tool({ ...LOOK, strict: true, execute })] : []);
};

const pair = (agent: (name: 'A' | 'B') => { readonly handoffs: unknown[] }): unknown => {
  const [a, b] = [agent('A'), agent('B')];
  a.handoffs.push(agents.handoff(b, { toolNameOverride: 'transfer_to_B' }));
  b.handoffs.push(agents.handoff(a, { toolNameOverride: 'transfer_to_A' }));
  return a;
};

const agentOnce = (task: Task, { name }: Scenario): unknown => {
  const agent = made.get(name) ?? agentFor(task);
  made.set(name, agent);
  return agent;
};

/** `@openai/agents` over its own Chat Completions model, without tracing. */
export const contestant: Contestant = async (task) => {
  const agent = agentOnce(task, task.scenario);
  const result = await agents.run(agent, PROMPT, { stream: true, maxTurns: task.scenario.turns + 1 });
  for await (const piece of result.toTextStream()) task.onText(piece);
  await result.completed;
};
