import createDebug, { type Debugger } from 'debug';

export interface Loggers {
  readonly run: Debugger;
  readonly chat: Debugger;
  readonly tool: Debugger;
}

const create = (): Loggers => ({
  run: createDebug('rxswarm:run'),
  chat: createDebug('rxswarm:chat'),
  tool: createDebug('rxswarm:tool'),
});

const shared = create();

/** A run's own loggers where it is to be logged whatever `DEBUG` says; else those that `DEBUG` switches on. */
export const loggers = (debug: boolean): Loggers => {
  if (!debug) return shared;
  const own = create();
  for (const logger of Object.values(own) as readonly Debugger[]) logger.enabled = true;
  return own;
};
