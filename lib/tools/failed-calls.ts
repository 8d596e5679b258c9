import type { ToolMessage } from '../messages/types.ts';

const failed = new WeakSet<ToolMessage>();

/** Marks the answer of a call whose function threw, rejected or took too long. The mark is not part of the message. */
export const markFailed = (message: ToolMessage): void => {
  failed.add(message);
};

/** Returns true for the answer of a call whose function failed, so that servers can keep the error's words from clients. */
export const hasFailed = (message: ToolMessage): boolean => failed.has(message);
