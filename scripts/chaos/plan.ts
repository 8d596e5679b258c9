import { seeded } from '../../specs/support/random.ts';
import { FAULTS, type Fault, type FaultName, type Phase } from './faults.ts';

/** The plan of a run. The model reads it from the last user message. */
export interface Plan {
  readonly id: string;
  readonly fault: FaultName;
  /** Completions of the run, the last one without a call. */
  readonly turns: number;
  /** The turn that the fault strikes, from 0. */
  readonly at: number;
  readonly phase: Phase | 'never';
  /** True where the first function hands off to another agent. */
  readonly handsOff: boolean;
  /** Watchers next to the submitter. */
  readonly watchers: number;
  /** Events that pass before they subscribe. */
  readonly late: number;
}

/** Returns the plans of a seed, in the order of submission. */
export const plansOf = (runs: number, seed: number): readonly Plan[] => {
  const random = seeded(seed);
  return shuffled(faultsOf(runs), random).map((fault, index) => planOf(fault, `run-${index}`, random));
};

/** Returns each fault at least once, except rare ones, which are expensive. */
const faultsOf = (runs: number): readonly Fault[] => {
  const some = FAULTS.flatMap((fault: Fault) => {
    const count = Math.round((fault.share * runs) / 1000);
    return Array.from({ length: fault.share >= 4 ? Math.max(1, count) : count }, () => fault);
  });
  return [...Array.from({ length: runs - some.length }, () => FAULTS[0]), ...some].slice(-runs);
};

const planOf = (fault: Fault, id: string, random: () => number): Plan => {
  const { phases = [], name } = fault;
  const phase = phases[Math.floor(random() * phases.length)] ?? 'never';
  const turns = (phase === 'calling' || phase === 'between' ? 2 : 1) + Math.floor(random() * 3);
  // A function is called in all turns except the last, and `between` comes before each turn except the first.
  const first = phase === 'between' ? 1 : 0;
  const last = phase === 'calling' ? turns - 2 : turns - 1;
  return {
    ...{ id, fault: name, turns, phase },
    at: first + Math.floor(random() * (last - first + 1)),
    handsOff: random() < 0.3,
    // A refused run cannot be watched.
    watchers: name !== '10 MB refused' && random() < 0.25 ? 1 + Math.floor(random() * 3) : 0,
    late: Math.floor(random() * 6),
  };
};

/** Shuffles as Fisher and Yates do. */
const shuffled = <T>(values: readonly T[], random: () => number): readonly T[] => {
  const all = [...values];
  for (let index = all.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [all[index], all[other]] = [all[other] as T, all[index] as T];
  }
  return all;
};

/** Returns the fault of a plan. */
export const faultOf = ({ fault }: Pick<Plan, 'fault'>): Fault => FAULTS.find(({ name }) => name === fault) as Fault;

/** Returns the result of a turn's function. */
export const resultOf = (id: string, turn: number): string => `${id} has done ${turn}`;
/** Returns the text of a turn's answer. */
export const sayingOf = (
  { id, turns }: Pick<Plan, 'id' | 'turns'>,
  turn: number,
  results: readonly string[],
): string => (turn === turns - 1 ? `All of ${id}: ${results.join(', ')}.` : `This is turn ${turn} of ${id}.`);

/** Returns the new messages of a run that ended well: each as its role, its text and the id of its call. */
export const storyOf = (plan: Plan): readonly string[] => {
  const results = Array.from({ length: plan.turns - 1 }, (_, turn) => resultOf(plan.id, turn));
  const before = results.flatMap((result, turn) => [
    `assistant: ${sayingOf(plan, turn, results)} ${callOf(plan.id, turn)}`,
    `tool: ${result} ${callOf(plan.id, turn)}`,
  ]);
  return [...before, `assistant: ${sayingOf(plan, plan.turns - 1, results)}`];
};

/** Returns the id of a turn's call. */
export const callOf = (id: string, turn: number): string => `call_${id}_${turn}`;
