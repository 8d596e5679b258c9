import createDebug from 'debug';
import type { Log, Logs } from './log.ts';

const create = (enabled?: boolean): Logs => {
  const logger = (namespace: keyof Logs): Log => {
    const debug = createDebug(`rxswarm:${namespace}`);
    if (enabled !== undefined) debug.enabled = enabled;
    return debug;
  };
  return { run: logger('run'), chat: logger('chat'), tool: logger('tool') };
};

const shared = create();

/** A run's own loggers where it is to be logged whatever `DEBUG` says; else those that `DEBUG` switches on. */
export const loggers = (debug: boolean): Logs => (debug ? create(true) : shared);
