import { Agent, Swarm } from 'rxswarm';
import { http, type ChatModel } from 'rxswarm/models';
import { results } from 'rxswarm/operators';
import { count, lastValueFrom, map, timer } from 'rxjs';
import { postByFetch } from '../by-hand/post-by-fetch.ts';
import { postByUndici } from '../by-hand/post-by-undici.ts';
import type { Chunk, Post } from '../by-hand/loop.ts';

export interface Task {
  readonly baseURL: string;
  /** Name by which the server finds its answer. */
  readonly model: string;
  readonly runs: number;
  readonly concurrency: number;
}

/** Makes all runs of a task, at most `concurrency` at a time, and returns the number of characters. */
export type Wide = (task: Task) => Promise<number>;

const INSTRUCTIONS = 'You are agent A. Look, then answer.';
const PROMPT = 'What do you see?';

const swarmWide =
  (modelFor: (baseURL: string) => ChatModel): Wide =>
  async ({ baseURL, model, runs, concurrency }) => {
    const agent = new Agent({ model, instructions: INSTRUCTIONS });
    function* inputs() {
      for (let run = 0; run < runs; run++) yield { agent, messages: [{ role: 'user' as const, content: PROMPT }] };
    }
    let characters = 0;
    const ended$ = new Swarm(modelFor(baseURL), { raw: true }).runAll(inputs(), { concurrency }).pipe(
      map((result) => {
        if (result.error) throw result.error;
        if ('content' in result.event) characters += result.event.content?.length ?? 0;
        return result;
      }),
      results(),
      count(),
    );
    const ended = await lastValueFrom(ended$, { defaultValue: 0 });
    if (ended !== runs) throw new Error(`${ended} runs ended, not ${runs}`);
    return characters;
  };

/** Measures `runAll` alone, with a chat model that costs nothing. */
const immediate: ChatModel = () =>
  timer(100).pipe(map(() => ({ choices: [{ index: 0, delta: { content: 'Yes.' }, finish_reason: 'stop' }] })));

/** Does the same by hand: lanes of requests one after another, and `JSON.parse`. */
const byHand =
  (post: Post): Wide =>
  async ({ baseURL, model, runs, concurrency }) => {
    const messages = [
      { role: 'system', content: INSTRUCTIONS },
      { role: 'user', content: PROMPT },
    ];
    const body = JSON.stringify({ model, messages, stream: true, stream_options: { include_usage: true } });
    let [left, characters] = [runs, 0];
    const take = (data: string): void => {
      if (data === '[DONE]') return;
      const chunk = JSON.parse(data) as Chunk;
      characters += chunk.choices[0]?.delta.content?.length ?? 0;
    };
    const lane = async (): Promise<void> => {
      while (left-- > 0) await post(`${baseURL}/chat/completions`, body, take);
    };
    await Promise.all(Array.from({ length: Math.min(runs, concurrency) }, lane));
    return characters;
  };

export const contestants = {
  engine: swarmWide(() => immediate),
  'runAll, http()': swarmWide((baseURL) => http({ baseURL })),
  'runAll, fetch': swarmWide((baseURL) => http({ baseURL, fetch: (url, init) => fetch(url, init) })),
  'bare undici': byHand(postByUndici),
  'bare fetch': byHand(postByFetch),
} as const satisfies Readonly<Record<string, Wide>>;

export type Contestant = keyof typeof contestants;
