import type { Observable } from 'rxjs';
import type { ContextVariables } from '../agent/context.ts';
import type { ApprovalRule } from '../agent/function-schema.ts';
import type { PreparedAgent, PreparedFunction } from '../agent/prepare.ts';
import type { WholeRunOptions } from '../agent/run-options.ts';
import type { ToolEvent } from '../messages/events.ts';
import type { ToolCall } from '../messages/types.ts';
import type { CallFacts, Waiting } from '../messages/waiting.ts';

/** The parts that all calls of a turn share. */
export interface ToolScope {
  /** The agent whose functions are called. */
  readonly active: PreparedAgent;
  /** The context variables before the first call. */
  readonly contextVariables: ContextVariables;
  /** The place of the message with the calls among the messages of the run. */
  readonly place: number;
  /** Returns the name of another agent that called a function earlier, if one did. */
  readonly otherCaller: (name: string) => string | undefined;
  /** Names the run to its functions. */
  readonly runId: string;
  /** False while other calls of the turn wait, because their agent has to stay. */
  readonly mayHandOff: boolean;
  /** Errors when `runTimeout` has passed. */
  readonly inTime: <T>(source: Observable<T>) => Observable<T>;
  /** The bounds of the calls. */
  readonly options: Pick<WholeRunOptions, 'toolConcurrency' | 'functionTimeout' | 'scheduler' | 'aroundCall'>;
}

/** A tool event without the fields that say which call it is about. */
type Stage<T> = T extends unknown ? Omit<T, 'id' | 'name'> : never;

/** Builds the event for a stage of a call. */
export const toolEvent = ({ id, function: { name } }: ToolCall, stage: Stage<ToolEvent['tool']>): ToolEvent => ({
  tool: { id, name, ...stage },
});

/** Builds the event for a call of a function that waits. */
export const waitingEvent = (call: ToolCall, waiting: Waiting, fn?: PreparedFunction): ToolEvent =>
  toolEvent(call, {
    status: 'waiting',
    reason: waiting.reason,
    arguments: argumentsOf(call, waiting),
    ...(waiting.question && { question: waiting.question }),
    // Booleans and predicates have no `edit`.
    ...(waiting.reason === 'approval' && (fn?.schema?.approval as ApprovalRule | undefined)?.edit && { edit: true }),
  });

/** Returns the arguments that a call is executed with, as JSON: the model's own words unless somebody edited them. */
export const argumentsOf = (call: ToolCall, { arguments: edited }: CallFacts): string =>
  edited ? JSON.stringify(edited) : call.function.arguments;
