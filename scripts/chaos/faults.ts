import type { SwarmErrorType } from 'rxswarm';

/** A phase of a run, as the model server sees it. */
export type Phase = 'asked' | 'streaming' | 'calling' | 'between';

/** A fault that strikes a run. */
export interface Fault {
  readonly name: string;
  /** Runs in a thousand with this fault. All runs that are left get the first one. */
  readonly share: number;
  /** The errors that the run may end with. Default: it must end with the right answer. */
  readonly fails?: readonly SwarmErrorType[];
  /** True where the run must fail. Default: it may end with the right answer, too. */
  readonly mustFail?: true;
  /** Matches the error's message. */
  readonly says?: RegExp;
  /** The phases it may strike in, by lot. */
  readonly phases?: readonly Phase[];
  readonly strikes?: 'worker killed' | 'worker stopped' | 'Redis restarted' | 'Redis killed' | 'cancelled' | 'model';
  /** True where it strikes each attempt. Default: once. */
  readonly isLasting?: true;
}

const ANYWHERE: readonly Phase[] = ['asked', 'streaming', 'calling', 'between'];

export const FAULTS = [
  { name: 'undisturbed', share: 0 },
  { name: 'killed before the first chunk', share: 8, strikes: 'worker killed', phases: ['asked'] },
  { name: 'killed mid-stream', share: 8, strikes: 'worker killed', phases: ['streaming'] },
  { name: 'killed during a function', share: 8, strikes: 'worker killed', phases: ['calling'] },
  { name: 'killed between turns', share: 8, strikes: 'worker killed', phases: ['between'] },
  { name: 'worker stopped, came back', share: 8, strikes: 'worker stopped', phases: ANYWHERE },
  { name: 'Redis restarted', share: 4, strikes: 'Redis restarted', phases: ['streaming', 'calling'] },
  { name: 'Redis killed', share: 4, strikes: 'Redis killed', phases: ['streaming', 'calling'] },
  {
    ...{ name: 'kills every worker', share: 1, strikes: 'worker killed', phases: ['asked'], isLasting: true },
    ...{ fails: ['incomplete'], mustFail: true, says: /^The turn was begun \d+ times/ },
  },
  { name: 'cancelled', share: 120, strikes: 'cancelled', phases: ANYWHERE, fails: ['aborted'] },
  { name: 'cut off by the model', share: 80, strikes: 'model', phases: ['streaming'] },
  {
    ...{ name: 'refused by the model', share: 60, strikes: 'model', phases: ['asked'] },
    ...{ fails: ['http'], mustFail: true, says: /No\./ },
  },
  { name: 'submitted twice', share: 60 },
  { name: 'id of another run', share: 40 },
  { name: 'unknown agent', share: 40, fails: ['usage'], mustFail: true, says: /^No worker with an agent "Nobody"/ },
  { name: 'no run at all', share: 20, fails: ['usage'], mustFail: true, says: /^The agent of the run is undefined/ },
  { name: '10 MB refused', share: 10, fails: ['usage'], mustFail: true, says: /bytes as JSON, more than 1000000/ },
  { name: '10 MB of history', share: 4 },
  { name: 'detached', share: 80 },
  { name: 'watcher never reads', share: 60 },
] as const satisfies readonly Fault[];

export type FaultName = (typeof FAULTS)[number]['name'];
