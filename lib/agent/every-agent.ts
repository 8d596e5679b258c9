import { isRecord } from '../util/is-record.ts';
import type { AnyFunction } from './function-schema.ts';

/** Settings of an agent, as the wire names them. */
type Settings = Readonly<Record<string, unknown>>;

/** Changes of each agent that becomes active in a run. The agents themselves stay as they are. */
export interface EveryAgent {
  /** Functions that each agent has next to its own. Their names must differ from those of its own. Default: none. */
  readonly functions?: readonly AnyFunction[];
  /** Returns the settings that are used in place of an agent's own. Called once a run for each agent. Default: its own. */
  readonly settings?: (own: Settings) => Settings;
}

/** Tells whether a value holds changes of agents and nothing else. */
export const isEveryAgent = (value: unknown): value is EveryAgent => {
  if (!isRecord(value)) return false;
  const { functions = [], settings = same, ...others } = value;
  return Array.isArray(functions) && typeof settings === 'function' && Object.keys(others).length === 0;
};

const same = (own: Settings): Settings => own;
