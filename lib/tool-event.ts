import type { ToolCall, ToolEvent } from './messages/types.ts';

/** Where a call is: all of a tool event but which call it is. */
type Stage<T> = T extends unknown ? Omit<T, 'id' | 'name'> : never;

/** What is told of a call. */
export const toolEvent = ({ id, function: { name } }: ToolCall, stage: Stage<ToolEvent['tool']>): ToolEvent => ({
  tool: { id, name, ...stage },
});
