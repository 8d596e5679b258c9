import { agentOf, instructionsOf } from '../scenarios.ts';
import { LOOK, PROMPT, transferName, type Contestant, type Task } from '../task.ts';
import { load } from '../by-hand/load.ts';

interface StreamedMessage {
  readonly content: unknown;
  getType(): string;
}

interface Graph {
  stream(input: object, options: object): Promise<AsyncIterable<readonly [StreamedMessage, unknown]>>;
}

interface State {
  readonly messages: readonly { getType(): string }[];
}

const { createReactAgent } = await load<{ readonly createReactAgent: (options: object) => Graph }>(
  '@langchain/langgraph/prebuilt',
);
const { ChatOpenAI } = await load<{ readonly ChatOpenAI: new (options: object) => object }>('@langchain/openai');
const { tool } = await load<{ readonly tool: (execute: (input: never) => unknown, options: object) => unknown }>(
  '@langchain/core/tools',
);

const made = new Map<string, Graph>();

const toolsFor = ({ scenario, look }: Task): readonly unknown[] => {
  if (scenario.turns === 1) return [];
  const { name, description, parameters: schema } = LOOK;
  if (!scenario.handsOff) return [tool(({ n }: { readonly n: number }) => look(n), { name, description, schema })];
  const nothing = { type: 'object', properties: {} };
  return (['A', 'B'] as const).map((to) =>
    tool(() => to, { name: transferName(to), description: `To ${to}.`, schema: nothing }),
  );
};

/** Chooses the prompt by the turn, because handoffs would need a graph of their own. */
const promptFor =
  ({ scenario }: Task) =>
  ({ messages }: State): readonly unknown[] => {
    const turn = messages.filter((message) => message.getType() === 'tool').length;
    return [{ role: 'system', content: instructionsOf(agentOf(scenario, turn)) }, ...messages];
  };

const graphFor = (task: Task): Graph => {
  const { baseURL, scenario } = task;
  const llm = new ChatOpenAI({
    model: scenario.name,
    apiKey: 'key',
    configuration: { baseURL },
    maxRetries: 0,
    streaming: true,
    useResponsesApi: false,
  });
  return createReactAgent({ llm, tools: toolsFor(task), prompt: promptFor(task) });
};

/** LangGraph's ready-made agent, streaming messages. */
export const contestant: Contestant = async (task) => {
  const { name, turns } = task.scenario;
  const graph = made.get(name) ?? graphFor(task);
  made.set(name, graph);
  const input = { messages: [{ role: 'user', content: PROMPT }] };
  const stream = await graph.stream(input, { streamMode: 'messages', recursionLimit: 4 * turns + 10 });
  for await (const [message] of stream) {
    if (message.getType() === 'ai' && typeof message.content === 'string' && message.content !== '')
      task.onText(message.content);
  }
};
