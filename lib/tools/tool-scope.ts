import type { Observable } from 'rxjs';
import type { ContextVariables } from '../agent/context.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import type { Approval, RunOptions } from '../agent/run-options.ts';
import type { ToolEvent } from '../messages/events.ts';
import type { Message, ToolCall } from '../messages/types.ts';

/** What the calls of a turn may know. */
export interface ToolScope {
  readonly active: PreparedAgent;
  readonly contextVariables: ContextVariables;
  readonly messages: readonly Message[];
  readonly runId: () => string;
  /** False while other calls of the turn wait for approval: their agent has to stay. */
  readonly mayHandOff: boolean;
  readonly decision: (call: ToolCall) => Approval | undefined;
  /** Errors when the run has taken too long. */
  readonly inTime: <T>(source: Observable<T>) => Observable<T>;
  readonly options: Pick<RunOptions, 'toolConcurrency' | 'functionTimeout' | 'scheduler'>;
}

/** Where a call is: all of a tool event but which call it is. */
type Stage<T> = T extends unknown ? Omit<T, 'id' | 'name'> : never;

/** What is told of a call. */
export const toolEvent = ({ id, function: { name } }: ToolCall, stage: Stage<ToolEvent['tool']>): ToolEvent => ({
  tool: { id, name, ...stage },
});
