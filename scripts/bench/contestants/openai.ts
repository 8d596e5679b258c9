import OpenAI from 'openai';
import { reader, resultOf } from '../by-hand/loop.ts';
import { agentOf, instructionsOf } from '../scenarios.ts';
import { LOOK, PROMPT, transferName, type Contestant } from '../task.ts';

/** Shares one client among the requests of a run, as a program does. */
const clients = new Map<string, OpenAI>();

const clientOf = (baseURL: string): OpenAI => {
  const client = clients.get(baseURL) ?? new OpenAI({ baseURL, apiKey: 'key', maxRetries: 0 });
  clients.set(baseURL, client);
  return client;
};

/** The stream of the `openai` client, with the loop by hand. */
export const contestant: Contestant = async (task) => {
  const { baseURL, scenario, onText } = task;
  const client = clientOf(baseURL);
  const history: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: PROMPT }];
  for (let turn = 0; ; turn++) {
    const definition = scenario.handsOff
      ? { name: transferName(agentOf(scenario, turn + 1)), parameters: { type: 'object', properties: {} } }
      : LOOK;
    const stream = await client.chat.completions.create({
      model: scenario.name,
      messages: [{ role: 'system', content: instructionsOf(agentOf(scenario, turn)) }, ...history],
      ...(scenario.turns > 1 && { tools: [{ type: 'function', function: definition }] }),
      stream: true,
      stream_options: { include_usage: true },
    });
    const { take, call } = reader(onText);
    for await (const chunk of stream) take(chunk);
    const made = call();
    if (made === undefined) return;
    const { id, name, arguments: input, content } = made;
    history.push(
      { role: 'assistant', content, tool_calls: [{ id, type: 'function', function: { name, arguments: input } }] },
      { role: 'tool', tool_call_id: id, content: resultOf(made, task, turn) },
    );
  }
};
