import { catchError, concat, defer, from, mergeMap, type Observable } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { type ContextVariables, mergeContext } from '../agent/context.ts';
import { asError } from '../agent/errors.ts';
import type { ToolEvent } from '../messages/events.ts';
import { toolMessage } from '../messages/tool-message.ts';
import type { ToolMessage } from '../messages/types.ts';
import { type CallFacts, waitingMessage } from '../messages/waiting.ts';
import { callFunction } from './call-function.ts';
import { markFailed } from './failed-calls.ts';
import { type Outcome, noteReplaced } from './handoff.ts';
import type { PreparedCall } from './prepare-calls.ts';
import { toolEvent, type ToolScope } from './tool-scope.ts';

/** A call that has ended. */
export interface EndedCall {
  /** Answers the call, or marks it as one that waits. */
  readonly message: ToolMessage;
  /** The agent that it hands off to; `undefined` while other calls of its turn wait. */
  readonly agent: Agent | undefined;
  /** The update that its function returned. */
  readonly contextVariables?: object;
  /** The answer of the run, if its function gave it. */
  readonly final?: string;
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

/**
 * Other calls end at once. A handoff waits for all calls of its turn, because it has no effect next to a question, and because its
 * message names the handoff that it replaces.
 */
const outcomesOf = (calls: readonly PreparedCall[], scope: ToolScope): Outcomes => {
  const outcomes: Outcome[] = [];
  const ended: EndedCall[] = [];
  const context = updatedContext(scope.contextVariables);
  let open = calls.length;
  let { mayHandOff } = scope;

  const end = (place: number, outcome: Outcome, content: string): readonly ToolEvent[] => {
    const { call, facts } = calls[place] as PreparedCall;
    const { question, agent, hasFailed, ...rest } = outcome;
    const message = question
      ? waitingMessage(call, { ...facts, reason: 'question', question })
      : toolMessage(call, editedNote(facts) + content);
    if (hasFailed) markFailed(message);
    ended[place] = { ...rest, message, agent: mayHandOff ? agent : undefined };
    // The event for a question follows when the run ends with it.
    return question ? [] : [toolEvent(call, { status: 'end', message })];
  };
  const endHandoffs = (): readonly ToolEvent[] => {
    let replaced: Agent | undefined;
    return outcomes.flatMap((outcome, place) => {
      const { agent, content } = outcome;
      if (agent === undefined || ended[place]) return [];
      const events = end(place, outcome, mayHandOff ? noteReplaced(content, agent, replaced) : notTransferred(agent));
      replaced = agent;
      return events;
    });
  };
  const add = (place: number, outcome: Outcome): readonly ToolEvent[] => {
    outcomes[place] = outcome;
    open -= 1;
    mayHandOff &&= outcome.question === undefined;
    if (outcome.contextVariables) context.add(place, outcome.contextVariables);
    const events = outcome.agent ? [] : end(place, outcome, outcome.content);
    return open === 0 ? [...events, ...endHandoffs()] : events;
  };
  return {
    contextVariables: context.read,
    add,
    ended: () => {
      endHandoffs();
      return ended.filter(Boolean);
    },
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

const notTransferred = ({ name }: Agent): string => `Not transferred to ${name}: other calls of this turn wait.`;

/** Tells the model that its call was edited, because the history keeps the call as the model wrote it. */
const editedNote = ({ arguments: edited, by }: CallFacts): string =>
  edited ? `Called with other arguments${by ? `, edited by ${by}` : ''}: ${JSON.stringify(edited)}\n` : '';
