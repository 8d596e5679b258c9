import { Agent, Swarm } from 'rxswarm';
import type { ChatCompletionChunk, ChatModel } from 'rxswarm/models';
import { from } from 'rxjs';

/* Measures a run of one turn, whose model has its ten words ready. */

const chunk = (delta: object, reason: string | null = null): ChatCompletionChunk => ({
  choices: [{ index: 0, delta, finish_reason: reason }],
});

const CHUNKS = [
  chunk({ role: 'assistant', content: '' }),
  ...Array.from({ length: 10 }, () => chunk({ content: 'word ' })),
  chunk({}, 'stop'),
];

const instant: ChatModel = () => from(CHUNKS);

export const swarm = new Swarm(instant);
export const agent = new Agent({ name: 'Bench' });
export const messages = [{ role: 'user' as const, content: 'Say ten words.' }];
