import type { SwarmErrorType } from 'rxswarm';

/** A moment of a run that the model server sees. */
export type Phase = 'asked' | 'streaming' | 'calling' | 'between';

/** What a run has to meet. */
export interface Fault {
  readonly name: string;
  /** How many of a thousand runs meet it; of the first there are as many as are left. */
  readonly share: number;
  /** The errors a run may end with; where there are none it has to end with the right answer. */
  readonly fails?: readonly SwarmErrorType[];
  /** Whether it has to fail: else it may end with the right answer, too. */
  readonly mustFail?: true;
  /** What the error's message has to say. */
  readonly says?: RegExp;
  /** When it strikes; one of these by lot. */
  readonly phases?: readonly Phase[];
  readonly strikes?: 'worker killed' | 'worker stopped' | 'Redis restarted' | 'Redis killed' | 'cancelled' | 'model';
  /** Whether it strikes each time, and not only once. */
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
  { name: 'unknown agent', share: 40, fails: ['usage'], mustFail: true, says: /^No worker has had an agent "Nobody"/ },
  { name: 'no run at all', share: 20, fails: ['usage'], mustFail: true, says: /^The agent of the run is undefined/ },
  { name: '10 MB refused', share: 10, fails: ['usage'], mustFail: true, says: /bytes as JSON, more than 1000000/ },
  { name: '10 MB of history', share: 4 },
  { name: 'detached', share: 80 },
  { name: 'watcher never reads', share: 60 },
] as const satisfies readonly Fault[];

export type FaultName = (typeof FAULTS)[number]['name'];
