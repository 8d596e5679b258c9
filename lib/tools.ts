import { catchError, defer, from, mergeMap, type Observable } from 'rxjs';
import { callFunction } from './call-function.ts';
import { mergeContext } from './context.ts';
import { asError } from './errors.ts';
import { replacing, type Outcome } from './handoff.ts';
import { toolEvent } from './tool-event.ts';
import type { ToolScope } from './tool-scope.ts';
import type { ToolCall, ToolEvent, ToolMessage } from './types.ts';

/** A call that has ended: what it meant, and its tool message once no earlier call can change that any more. */
export interface EndedCall {
  readonly outcome: Outcome;
  readonly message: ToolMessage;
}

/**
 * Executes calls, as many at once as the scope says, then goes on with what `project` makes of those that ended, in
 * call order. If one fails the run, `fail` goes on instead with those that had ended, so that nothing is lost.
 */
export const executeCalls = <R>(
  calls: readonly ToolCall[],
  scope: ToolScope,
  project: (ended: readonly EndedCall[]) => readonly R[],
  fail: (error: Error, ended: readonly EndedCall[]) => Observable<R>,
): Observable<ToolEvent | R> =>
  defer(() => {
    const outcomes: (Outcome | undefined)[] = calls.map(() => undefined);
    const ended: EndedCall[] = [];
    const contextVariables = () => mergeContext(scope.contextVariables, ...outcomes.map((o) => o?.contextVariables));
    /** In call order, without gaps. */
    const all = () => ended.filter(Boolean);
    let told = 0;
    /**
     * The end of this call, and of later ones that waited for it to know which handoff they replace. Whoever tells the last end
     * goes on: then and not before, and in the same stream, as a `concat` would cost as much as the rest of a plain call.
     */
    function* settle(place: number, outcome: Outcome): Generator<ToolEvent | R> {
      outcomes[place] = outcome;
      for (const [at, call] of calls.entries()) {
        const settled = ended[at] === undefined ? endOf(call, outcomes, at, scope) : undefined;
        if (settled === undefined) continue;
        ended[at] = settled;
        yield toolEvent(call, { status: 'end', message: settled.message });
        told++;
      }
      if (told === calls.length) yield* project(all());
    }

    return from(calls).pipe(
      mergeMap(
        (call, place) => callFunction(call, scope, contextVariables, (outcome) => settle(place, outcome)),
        scope.options.toolConcurrency ?? 1,
      ),
      scope.inTime,
      catchError((error: unknown) => fail(asError(error), all())),
    );
  });

/** A handoff waits for the calls before it, because its message names the one it replaces. */
const endOf = (
  call: ToolCall,
  outcomes: readonly (Outcome | undefined)[],
  at: number,
  { mayHandOff }: ToolScope,
): EndedCall | undefined => {
  const outcome = outcomes[at];
  if (outcome?.agent === undefined) return outcome && { outcome, message: toToolMessage(call, outcome.content) };
  const before = outcomes.slice(0, at);
  if (before.includes(undefined)) return undefined;
  if (!mayHandOff) {
    const content = `Not transferred to ${outcome.agent.name}: other calls of this turn wait for approval.`;
    return { outcome, message: toToolMessage(call, content) };
  }
  const replaced = before.findLast((other) => other?.agent)?.agent;
  return { outcome, message: toToolMessage(call, replacing(outcome.content, outcome.agent, replaced)) };
};

const toToolMessage = ({ id, function: { name } }: ToolCall, content: string): ToolMessage => ({
  role: 'tool',
  tool_call_id: id,
  tool_name: name,
  content,
});
