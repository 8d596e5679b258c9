import { catchError, concat, defer, from, mergeMap, type Observable } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { type ContextVariables, mergeContext } from '../agent/context.ts';
import { asError } from '../agent/errors.ts';
import type { ToolEvent } from '../messages/events.ts';
import { toolMessage } from '../messages/tool-message.ts';
import type { ToolMessage } from '../messages/types.ts';
import { callFunction } from './call-function.ts';
import { markFailed } from './failed-calls.ts';
import { type Outcome, noteReplaced } from './handoff.ts';
import type { PreparedCall } from './prepare-calls.ts';
import { toolEvent, type ToolScope } from './tool-scope.ts';

/** A call that has ended. */
export interface EndedCall {
  /** Answers the call. */
  readonly message: ToolMessage;
  /** The agent that it hands off to; `undefined` while other calls of its turn wait for approval. */
  readonly agent: Agent | undefined;
  /** The update that its function returned. */
  readonly contextVariables: object | undefined;
}

/**
 * Executes calls, at most `toolConcurrency` at a time, then goes on with what `project` returns for the ended calls, in call
 * order. If a call fails the run, goes on with what `fail` returns for those that had ended instead, so that nothing is lost.
 */
export const executeCalls = <R>(
  calls: readonly PreparedCall[],
  scope: ToolScope,
  project: (ended: readonly EndedCall[]) => readonly R[],
  fail: (error: Error, ended: readonly EndedCall[]) => readonly R[],
): Observable<ToolEvent | R> =>
  defer(() => {
    const outcomes = outcomesOf(calls, scope);
    const executed$ = from(calls).pipe(
      mergeMap(
        (call, place) =>
          callFunction(call, scope, outcomes.contextVariables).pipe(
            mergeMap((event) => ('outcome' in event ? outcomes.add(place, event.outcome) : [event])),
          ),
        scope.options.toolConcurrency,
      ),
    );
    return concat(
      executed$,
      defer(() => project(outcomes.ended())),
    ).pipe(
      scope.inTime,
      catchError((error: unknown) => fail(asError(error), outcomes.ended())),
    );
  });

/** Collects the outcomes of a turn's calls. */
interface Outcomes {
  /** Returns the context variables as the calls that have ended leave them, merged in call order. */
  readonly contextVariables: () => ContextVariables;
  /** Takes the outcome of the call at a place, and returns the end events that are due with it. */
  readonly add: (place: number, outcome: Outcome) => readonly ToolEvent[];
  /** Returns the calls that have ended, in call order. */
  readonly ended: () => readonly EndedCall[];
}

/** Other calls end at once. A handoff waits for the calls before it, because its message names the handoff that it replaces. */
const outcomesOf = (calls: readonly PreparedCall[], scope: ToolScope): Outcomes => {
  const outcomes: (Outcome | undefined)[] = [];
  const ended: EndedCall[] = [];
  const context = updatedContext(scope.contextVariables);
  let firstOpen = 0;
  let replaced: Agent | undefined;

  const end = (place: number, outcome: Outcome): ToolEvent => {
    const { call } = calls[place] as PreparedCall;
    const message = toolMessage(call, contentOf(outcome, replaced, scope));
    if (outcome.hasFailed) markFailed(message);
    ended[place] = {
      message,
      agent: scope.mayHandOff ? outcome.agent : undefined,
      contextVariables: outcome.contextVariables,
    };
    return toolEvent(call, { status: 'end', message });
  };
  const add = (place: number, outcome: Outcome): readonly ToolEvent[] => {
    outcomes[place] = outcome;
    if (outcome.contextVariables) context.add(place, outcome.contextVariables);
    const events = outcome.agent ? [] : [end(place, outcome)];
    // Ends each handoff whose earlier calls have all ended.
    for (let next = outcomes[firstOpen]; next; next = outcomes[++firstOpen]) {
      if (next.agent) events.push(end(firstOpen, next));
      replaced = next.agent ?? replaced;
    }
    return events;
  };
  return {
    contextVariables: context.read,
    add,
    ended: () => ended.filter(Boolean),
  };
};

/**
 * Collects updates of the context variables, merged in call order whatever the order in which they come. Each update is read once,
 * when the variables are asked for, because merging all again for each call would make many calls quadratic.
 */
const updatedContext = (first: ContextVariables) => {
  const merged: Record<string, unknown> = { ...first };
  const places = new Map<string, number>();
  const added: (readonly [number, object])[] = [];
  return {
    add: (place: number, update: object) => void added.push([place, update]),
    read: (): ContextVariables => {
      for (const [place, update] of added.splice(0)) {
        for (const [key, value] of Object.entries(mergeContext(update))) {
          if (place < (places.get(key) ?? 0)) continue;
          places.set(key, place);
          merged[key] = value;
        }
      }
      return { ...merged };
    },
  };
};

const contentOf = ({ content, agent }: Outcome, replaced: Agent | undefined, { mayHandOff }: ToolScope): string => {
  if (agent === undefined) return content;
  if (!mayHandOff) return `Not transferred to ${agent.name}: other calls of this turn wait for approval.`;
  return noteReplaced(content, agent, replaced);
};
