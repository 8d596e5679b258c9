import {
  catchError,
  concat,
  defer,
  filter,
  isObservable,
  map,
  mergeMap,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  Subscription,
  tap,
} from 'rxjs';
import { isAgent, isResult } from '../agent/agent.ts';
import type { Decision } from '../agent/decision.ts';
import { isQuestion } from '../agent/question.ts';
import type { ContextVariables } from '../agent/context.ts';
import { messageOf, SwarmError, usageError } from '../agent/errors.ts';
import type { CallContext } from '../agent/call-context.ts';
import type { ToolEvent } from '../messages/events.ts';
import type { ToolCall } from '../messages/types.ts';
import type { CallFacts } from '../messages/waiting.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import { awaited, isPromiseLike } from '../util/promise.ts';
import { signalOf } from '../util/signal-of.ts';
import { shorten, toJsonValue } from '../util/stringify.ts';
import { timeLimit } from '../util/time-limit.ts';
import { type Outcome, toOutcome } from './handoff.ts';
import type { PreparedCall } from './prepare-calls.ts';
import { argumentsOf, toolEvent, type ToolScope } from './tool-scope.ts';

/** The end of a call: what its function's value means for the run. */
export interface CallEnd {
  readonly outcome: Outcome;
}

/** Executes a call: emits its start and its progress, then its end. */
export const callFunction = (
  prepared: PreparedCall,
  scope: ToolScope,
  contextVariables: () => ContextVariables,
): Observable<ToolEvent | CallEnd> => {
  const { call } = prepared;
  // The function's signal is aborted when this is unsubscribed.
  const lifetime = new Subscription();
  return concat(
    of(toolEvent(call, { status: 'start', arguments: argumentsOf(call, prepared.facts) })),
    // Around the call itself, so that a function that ends its own run while it is being called has its signal aborted as well.
    wrapped(stepsOf(prepared, scope, contextVariables, lifetime), call, scope.options).pipe(
      map((step) => eventOf(step, prepared)),
      tap({ unsubscribe: () => lifetime.unsubscribe() }),
    ),
  );
};

/** Goes on in the context of the run, wherever the caller's wrapper emits. */
const wrapped = <T>(steps$: Observable<T>, call: ToolCall, { aroundCall }: ToolScope['options']): Observable<T> =>
  aroundCall ? defer(() => aroundCall(call, steps$)).pipe(inSubscriberContext()) : steps$;

/** Progress, then the function's result or what kept it from giving one, in words for the model. */
type CallStep =
  | { readonly progress: unknown }
  | { readonly result: unknown }
  | { readonly problem: string; readonly hasFailed?: boolean };

const eventOf = (step: CallStep, { call, fn }: PreparedCall): ToolEvent | CallEnd => {
  if ('progress' in step) return toolEvent(call, { status: 'progress', value: toJsonValue(step.progress) });
  if ('result' in step) {
    const outcome = toOutcome(step.result, call.function.name);
    if (outcome.question && !fn?.schema?.order?.includes('$call')) throw cannotHear(call);
    return { outcome };
  }
  return { outcome: { content: step.problem, hasFailed: step.hasFailed ?? false } };
};

const stepsOf = (
  { call, fn, input, decision, facts }: PreparedCall,
  scope: ToolScope,
  contextVariables: () => ContextVariables,
  lifetime: Subscription,
): Observable<CallStep> => {
  if (fn === undefined) return of({ problem: notFound(call, scope) });
  const given = decision && givenBy(decision);
  if (given) return of(given);
  if ('problem' in input) return of({ problem: `Error: ${input.problem}` });
  const { schema } = fn;
  // Neither is made for a function that does not take it, because a signal takes 2 µs.
  const injected = () => ({
    contextVariables: contextVariables(),
    ...(schema?.order?.includes('$call') && { call: contextOf(call, facts, scope) }),
    ...(schema?.order?.includes('$signal') && { signal: signalOf(lifetime) }),
  });
  return defer(() => resultsOf(fn.call(...((schema?.spread(input.value, injected()) ?? []) as never[])))).pipe(
    limited(scope.options, lifetime),
    catchError((error: unknown) => {
      if (isFatal(error)) throw error;
      return of({ problem: `Error: ${messageOf(error)}`, hasFailed: true });
    }),
  );
};

/** The fatal error of a run inside a function has a response, and is told to the model as any other. */
const isFatal = (error: unknown): boolean =>
  error instanceof SwarmError && error.type === 'fatal' && error.response === undefined;

const cannotHear = ({ function: { name } }: ToolCall) =>
  usageError(`Function "${name}" asks and cannot hear the answer: give it a parameter \`call: CallContext\`.`);

/** Returns what a decision gives in place of the function, if it does. */
const givenBy = (decision: Decision): CallStep | undefined => {
  if (decision === true) return undefined;
  if ('declined' in decision) return { problem: `Declined: ${decision.declined}` };
  if ('error' in decision) return { problem: `Error: ${decision.error}` };
  return 'result' in decision ? { result: decision.result } : undefined;
};

const notFound = ({ function: called }: ToolCall, { active, otherCaller }: ToolScope): string => {
  const { agent, functions } = active;
  const known = functions.size === 0 ? 'no functions' : `only: ${[...functions.keys()].join(', ')}`;
  const other = otherCaller(called.name);
  const name = shorten(called.name, 64);
  const belongs = other === undefined ? '' : ` It was ${shorten(other, 64)} who called "${name}" before.`;
  return `Error: there is no function "${name}". ${agent.name} has ${known}.${belongs}`;
};

/** The place of the message is part of the key, because some servers number the calls of each message from 0. */
const contextOf = ({ id }: ToolCall, { answers = [] }: CallFacts, { runId, place }: ToolScope): CallContext => ({
  id,
  run: runId,
  idempotencyKey: `${escaped(runId)}/${place}/${escaped(id)}`,
  answers,
});

/** Two keys never collide, because no part of one has a slash of its own. */
const escaped = (part: string): string => part.replace(/[%/]/g, encodeURIComponent);

/** Errors when `functionTimeout` has passed since now, and aborts the function's signal. */
const limited = <T>(
  { functionTimeout, scheduler }: ToolScope['options'],
  lifetime: Subscription,
): MonoTypeOperatorFunction<T> =>
  timeLimit(scheduler.now() + functionTimeout, scheduler, () => {
    lifetime.unsubscribe();
    return new Error(`It took longer than ${functionTimeout} ms and was stopped.`);
  });

/** Awaits promises only: what is synchronous stays so. */
const resultsOf = (returned: unknown): Observable<CallStep> => {
  if (isObservable(returned)) return progressOf(returned.pipe(inSubscriberContext()));
  return isPromiseLike(returned) ? awaited(returned).pipe(mergeMap(resultsOf)) : of({ result: returned });
};

/** Emits each value as progress the moment it arrives, except handoffs and questions. The last value is the result. */
const progressOf = (values: Observable<unknown>): Observable<CallStep> =>
  defer(() => {
    let last: unknown;
    return concat(
      values.pipe(
        tap((value) => (last = value)),
        filter((value) => !isAgent(value) && !isResult(value) && !isQuestion(value)),
        map((progress) => ({ progress })),
      ),
      defer(() => of({ result: last })),
    );
  });
