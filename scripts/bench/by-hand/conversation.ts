import { agentOf, instructionsOf, type Scenario } from '../scenarios.ts';
import { LOOK, PROMPT, transferName } from '../task.ts';

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  /** Text before the call. */
  readonly content: string;
}

/** A conversation as the text of its messages. Each is serialised once. */
export interface Conversation {
  /** The body of the next request. */
  readonly body: (turn: number) => string;
  readonly answered: (call: Call, result: string) => void;
}

const functionTool = (definition: object): object => ({ type: 'function', function: definition });

export const conversation = (scenario: Scenario): Conversation => {
  const { name: model, turns, handsOff } = scenario;
  let messages = JSON.stringify({ role: 'user', content: PROMPT });

  const toolsOf = (turn: number): readonly object[] => {
    if (turns === 1) return [];
    if (!handsOff) return [functionTool(LOOK)];
    const parameters = { type: 'object', properties: {} };
    return [functionTool({ name: transferName(agentOf(scenario, turn + 1)), parameters })];
  };
  const tails = [0, 1].map((turn) => {
    const tools = toolsOf(turn);
    return JSON.stringify({
      stream: true,
      stream_options: { include_usage: true },
      ...(tools.length > 0 && { tools }),
    });
  });
  const heads = [0, 1].map((turn) =>
    JSON.stringify({ role: 'system', content: instructionsOf(agentOf(scenario, turn)) }),
  );

  return {
    body(turn) {
      const tail = tails[turn % 2]?.slice(1) ?? '';
      return `{"model":"${model}","messages":[${heads[turn % 2] ?? ''},${messages}],${tail}`;
    },
    answered({ id, name, arguments: input, content: said }, content) {
      const call = { id, type: 'function', function: { name, arguments: input } };
      messages += `,${JSON.stringify({ role: 'assistant', content: said, tool_calls: [call] })}`;
      messages += `,${JSON.stringify({ role: 'tool', tool_call_id: id, content })}`;
    },
  };
};
