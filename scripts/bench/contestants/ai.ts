import { agentOf, instructionsOf } from '../scenarios.ts';
import { LOOK, PROMPT, transferName, type Contestant, type Task } from '../task.ts';
import { load } from '../by-hand/load.ts';

interface Ai {
  readonly streamText: (options: object) => { readonly textStream: AsyncIterable<string> };
  readonly tool: (options: object) => unknown;
  readonly jsonSchema: (schema: object) => unknown;
  readonly stepCountIs: (count: number) => unknown;
}

interface Compatible {
  readonly createOpenAICompatible: (options: object) => (model: string) => unknown;
}

const { streamText, tool, jsonSchema, stepCountIs } = await load<Ai>('ai');
const { createOpenAICompatible } = await load<Compatible>('@ai-sdk/openai-compatible');

const toolsFor = ({ scenario, look }: Task): object => {
  if (scenario.turns === 1) return {};
  if (!scenario.handsOff) {
    const execute = ({ n }: { readonly n: number }): string => look(n);
    return { [LOOK.name]: tool({ description: LOOK.description, inputSchema: jsonSchema(LOOK.parameters), execute }) };
  }
  const inputSchema = jsonSchema({ type: 'object', properties: {} });
  const transfer = (to: 'A' | 'B') => [transferName(to), tool({ inputSchema, execute: () => to })];
  return Object.fromEntries([transfer('A'), transfer('B')]) as object;
};

/** Chooses the agent by the options of each step, because `ai` has no handoffs. */
const stepOf =
  ({ scenario }: Task) =>
  ({ stepNumber }: { readonly stepNumber: number }): object => ({
    system: instructionsOf(agentOf(scenario, stepNumber)),
    ...(scenario.handsOff && { activeTools: [transferName(agentOf(scenario, stepNumber + 1))] }),
  });

/** Vercel's `ai` over its own model for compatible servers. */
export const contestant: Contestant = async (task) => {
  const { baseURL, scenario, onText } = task;
  const model = createOpenAICompatible({ name: 'bench', baseURL, includeUsage: true })(scenario.name);
  const { textStream } = streamText({
    model,
    system: instructionsOf('A'),
    prompt: PROMPT,
    tools: toolsFor(task),
    stopWhen: stepCountIs(scenario.turns + 1),
    prepareStep: stepOf(task),
    maxRetries: 0,
    onError: ({ error }: { readonly error: unknown }) => {
      throw error;
    },
  });
  for await (const piece of textStream) onText(piece);
};
