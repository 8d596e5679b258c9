import { agentOf } from '../scenarios.ts';
import type { Contestant, Task } from '../task.ts';
import { conversation, type Call } from './conversation.ts';

/** The part of a chunk that the loop needs. */
export interface Chunk {
  readonly choices: readonly {
    readonly delta: {
      readonly content?: string | null;
      readonly tool_calls?: readonly {
        readonly id?: string;
        readonly function?: { readonly name?: string; readonly arguments?: string };
      }[];
    };
    readonly finish_reason?: string | null;
  }[];
}

/** Posts a body and passes on the data of each event, including `[DONE]`. */
export type Post = (url: string, body: string, onData: (data: string) => void) => Promise<void>;

/** Asks for a completion and passes on its chunks. */
export type Ask = (url: string, body: string, onChunk: (chunk: Chunk) => void) => Promise<void>;

export const parsed =
  (post: Post): Ask =>
  (url, body, onChunk) =>
    post(url, body, (data) => {
      if (data !== '[DONE]') onChunk(JSON.parse(data) as Chunk);
    });

/** Reads a completion: passes on its text and returns its call, if it ends in one. */
export const reader = (onText: (piece: string) => void) => {
  let id = '';
  let name = '';
  let input = '';
  let content = '';
  return {
    take: ({ choices }: Chunk): void => {
      const delta = choices[0]?.delta;
      if (delta?.content) {
        content += delta.content;
        onText(delta.content);
      }
      const call = delta?.tool_calls?.[0];
      if (call === undefined) return;
      id = call.id ?? id;
      name = call.function?.name ?? name;
      input += call.function?.arguments ?? '';
    },
    call: (): Call | undefined => (id === '' ? undefined : { id, name, arguments: input, content }),
  };
};

/** Returns the result of a call: the number seen, or the name of the agent that takes over. */
export const resultOf = (call: Call, { scenario, look }: Task, turn: number): string =>
  scenario.handsOff ? agentOf(scenario, turn + 1) : look((JSON.parse(call.arguments) as { readonly n: number }).n);

/** The loop that most programs begin with: ask, call, append, ask again. It checks only what it needs to go on. */
export const loopByHand =
  (ask: Ask): Contestant =>
  async (task) => {
    const { baseURL, scenario, onText } = task;
    const url = `${baseURL}/chat/completions`;
    const { body, answered } = conversation(scenario);
    for (let turn = 0; ; turn++) {
      const { take, call } = reader(onText);
      await ask(url, body(turn), take);
      const made = call();
      if (made === undefined) return;
      answered(made, resultOf(made, task, turn));
    }
  };

export const HEADERS = { 'content-type': 'application/json', accept: 'text/event-stream' } as const;
