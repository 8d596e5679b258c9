import type { Message } from '../types.ts';
import type { Task } from './task.ts';

/** The messages a run begins with: its own, and what the runs answered that it waited for. */
export const withAnswers = async ({ stored }: Task): Promise<readonly Message[]> => {
  await Promise.resolve();
  return stored.options.messages;
};
