/**
 * Measures the loop alone, in nanoseconds of CPU a chunk, with a chat model whose chunks are ready.
 *
 *     npm run bench:loop
 *
 * Compare the ratios. The first row is the floor: a bare loop that folds the same deltas.
 */
import { from } from 'rxjs';
import { emptyMessage, mergeDelta } from '../../lib/messages/message.ts';
import { Agent, Swarm } from '../../lib/index.ts';
import type { ChatCompletionChunk, ChatModel } from '../../lib/models/index.ts';
import { messages, text } from '../../lib/operators/index.ts';

const CHUNKS = 1_000_000;
const ROUNDS = 7;

const contentChunk: ChatCompletionChunk = { choices: [{ index: 0, delta: { content: 'token ' } }] };
const firstChunk: ChatCompletionChunk = { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] };
const stopChunk: ChatCompletionChunk = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const callChunk: ChatCompletionChunk = {
  choices: [
    {
      index: 0,
      delta: { tool_calls: [{ index: 0, id: 'call', function: { name: 'again', arguments: '{}' } }] },
      finish_reason: 'tool_calls',
    },
  ],
};

function again(): string {
  return 'again';
}

const agent = new Agent({ name: 'Bench', functions: [again] });

/** Runs a number of turns, of which all except the last end in a call. */
const swarmOf = (turns: number): Swarm => {
  const chunks = Array.from({ length: CHUNKS / turns - 2 }, () => contentChunk);
  let turn = 0;
  const model: ChatModel = () => from([firstChunk, ...chunks, ++turn % turns === 0 ? stopChunk : callChunk]);
  return new Swarm(model);
};

const run = (turns: number) => {
  const swarm = swarmOf(turns);
  return () => swarm.run({ agent, messages: [{ role: 'user', content: 'go' }], maxTurns: turns + 1 });
};

const fold = (): void => {
  let message = emptyMessage('Bench');
  for (let chunk = 0; chunk < CHUNKS; chunk++) message = mergeDelta(message, { content: 'token ' });
  if (message.content.length !== CHUNKS * 6) throw new Error('the fold lost text');
};

const contestants: Readonly<Record<string, () => void>> = {
  'folding the deltas alone': fold,
  'run, 1 turn': () => void run(1)().subscribe(),
  'run, 100 turns': () => void run(100)().subscribe(),
  'run, 1 turn, text()': () => void run(1)().pipe(text()).subscribe(),
  'run, 1 turn, messages()': () => void run(1)().pipe(messages()).subscribe(),
};

const nanosecondsOf = (contestant: () => void): number => {
  const before = process.cpuUsage();
  contestant();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / CHUNKS;
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

const figures = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, contestant] of Object.entries(contestants)) {
    const figure = nanosecondsOf(contestant);
    if (round > 0) figures.get(name)?.push(figure);
  }
}

const floor = median(figures.get('folding the deltas alone') ?? []);
for (const [name, values] of figures) {
  const figure = median(values);
  console.log(`${name.padEnd(28)} ${figure.toFixed(0).padStart(6)} ns a chunk  ${(figure / floor).toFixed(2)}x`);
}
