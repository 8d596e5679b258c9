import { catchError, defer, from, mergeMap, type Observable } from 'rxjs';
import { mergeContext } from '../agent/context.ts';
import { asError } from '../agent/errors.ts';
import type { ToolEvent } from '../messages/events.ts';
import type { ToolCall, ToolMessage } from '../messages/types.ts';
import { callFunction } from './call-function.ts';
import { type Outcome, replacing } from './handoff.ts';
import { toolEvent, type ToolScope } from './tool-scope.ts';

/** A call that has ended: what it meant, and its tool message once no earlier call can change that any more. */
export interface EndedCall {
  readonly outcome: Outcome;
  readonly message: ToolMessage;
}

/** The calls of a turn while they are executed. */
interface Executing<R> {
  readonly calls: readonly ToolCall[];
  readonly scope: ToolScope;
  readonly project: (ended: readonly EndedCall[]) => readonly R[];
  readonly outcomes: (Outcome | undefined)[];
  /** By the place of the call; those that have not ended leave gaps. */
  readonly ended: EndedCall[];
  /** How many ends the consumer has been told of. */
  told: number;
}

/**
 * Executes calls, as many at once as the scope says, then goes on with what `project` makes of those that ended, in
 * call order. If one fails the run, `fail` goes on instead with those that had ended, so that nothing is lost.
 */
export const executeCalls = <R>(
  calls: readonly ToolCall[],
  scope: ToolScope,
  project: (ended: readonly EndedCall[]) => readonly R[],
  fail: (error: Error, ended: readonly EndedCall[]) => readonly R[],
): Observable<ToolEvent | R> =>
  defer(() => {
    const outcomes: (Outcome | undefined)[] = calls.map(() => undefined);
    const executing: Executing<R> = { calls, scope, project, outcomes, ended: [], told: 0 };
    const contextVariables = () => mergeContext(scope.contextVariables, ...outcomes.map((o) => o?.contextVariables));
    return from(calls).pipe(
      mergeMap(
        (call, place) => callFunction(call, scope, contextVariables, (outcome) => settle(executing, place, outcome)),
        scope.options.toolConcurrency ?? 1,
      ),
      scope.inTime,
      catchError((error: unknown) => fail(asError(error), executing.ended.filter(Boolean))),
    );
  });

/**
 * The end of this call, and of later ones that waited for it to know which handoff they replace. Whoever tells the last end
 * goes on: then and not before, and in the same stream, as a `concat` would cost as much as the rest of a plain call.
 *
 * At module level: a generator function made each turn brings a prototype of its own, which V8 keeps in its old space, with all
 * of the turn, until the next full collection.
 */
function* settle<R>(executing: Executing<R>, place: number, outcome: Outcome): Generator<ToolEvent | R> {
  const { calls, scope, outcomes, ended } = executing;
  outcomes[place] = outcome;
  for (const [at, call] of calls.entries()) {
    const settled = ended[at] === undefined ? endOf(call, outcomes, at, scope) : undefined;
    if (settled === undefined) continue;
    ended[at] = settled;
    yield toolEvent(call, { status: 'end', message: settled.message });
    executing.told++;
  }
  if (executing.told === calls.length) yield* executing.project(ended);
}

/** A handoff waits for the calls before it, because its message names the one it replaces. */
const endOf = (
  { id, function: { name } }: ToolCall,
  outcomes: readonly (Outcome | undefined)[],
  at: number,
  scope: ToolScope,
): EndedCall | undefined => {
  const outcome = outcomes[at];
  const before = outcome?.agent ? outcomes.slice(0, at) : [];
  if (outcome === undefined || before.includes(undefined)) return undefined;
  const content = contentOf(outcome, before, scope);
  return { outcome, message: { role: 'tool', tool_call_id: id, tool_name: name, content } };
};

const contentOf = (
  { content, agent }: Outcome,
  before: readonly (Outcome | undefined)[],
  { mayHandOff }: ToolScope,
): string => {
  if (agent === undefined) return content;
  if (!mayHandOff) return `Not transferred to ${agent.name}: other calls of this turn wait for approval.`;
  return replacing(content, agent, before.findLast((other) => other?.agent)?.agent);
};
