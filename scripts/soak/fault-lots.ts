import type { ReceivedRequest, ServerScript } from 'rxswarm/testing';
import { chunk } from '../../specs/support/chunks.ts';
import { ANSWER, FAULTS, type Fault } from '../../specs/support/faults.ts';
import { seeded } from '../../specs/support/random.ts';
import { DONE, event, finish } from '../../specs/support/wire.ts';

/** The fault of a run, by its number. */
export interface Lot {
  readonly fault: Fault;
  /** The turn that the fault hits. */
  readonly turn: number;
  readonly transport: number;
  readonly stop: 'never' | { readonly afterEvents: number } | { readonly afterTime: number };
}

export const lotOf = (run: number, seed: number): Lot => {
  const random = seeded(seed * 1_000_003 + run);
  const [turn, transport, choice, moment] = [random(), random(), random(), random()];
  return {
    fault: FAULTS[run % FAULTS.length] ?? (FAULTS[0] as Fault),
    turn: Math.floor(turn * 2),
    transport: Math.floor(transport * 3),
    stop:
      choice < 0.15
        ? { afterEvents: 1 + Math.floor(moment * 12) }
        : choice < 0.3
          ? { afterTime: moment * 40 }
          : 'never',
  };
};

/** Returns a text in three events, and the end in one of its own. */
const answered = (): readonly string[] => [
  ...[ANSWER.slice(0, 9), ANSWER.slice(9, 17), ANSWER.slice(17)].map((content) =>
    event(chunk({ role: 'assistant', content })),
  ),
  event(finish()),
];

const calling = ({ calls = [['look', '{}']] }: Fault): readonly string[] => [
  ...calls.map(([name, input], index) =>
    event(chunk({ tool_calls: [{ index, id: `call_${String(index)}`, function: { name, arguments: input } }] })),
  ),
  event(finish('tool_calls')),
];

interface Asked {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** The most attempts to remember, more than runs at a time. */
const REMEMBERED = 2000;

/** Answers by the run's number, which is in the first user message. A run inside a function gets a good answer. */
export const script = (seed: number): ServerScript => {
  const attempts = new Map<string, number>();
  return ({ body }: ReceivedRequest) => {
    const { messages } = body as Asked;
    const run = Number(messages.find(({ role }) => role === 'user')?.content);
    if (Number.isNaN(run)) return { body: [...answered(), DONE] };
    const { fault, turn: hit } = lotOf(run, seed);
    const turn = messages.filter(({ role }) => role === 'assistant').length;
    const events = turn === 0 ? calling(fault) : answered();
    if (turn !== hit) return { body: [...events, DONE] };
    const place = `${String(run)} ${String(turn)}`;
    const attempt = (attempts.get(place) ?? 0) + 1;
    attempts.set(place, attempt);
    for (const oldest of attempts.keys()) if (attempts.size > REMEMBERED) attempts.delete(oldest);
    return fault.answer({ events, attempt, random: seeded(seed + run) });
  };
};
