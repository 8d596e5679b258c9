import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  filter,
  from,
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
import type { ContextVariables } from '../agent/context.ts';
import { messageOf } from '../agent/errors.ts';
import type { CallContext } from '../agent/call-context.ts';
import type { PreparedFunction } from '../agent/prepare.ts';
import type { ToolEvent } from '../messages/events.ts';
import { formerCaller } from '../messages/history.ts';
import type { ToolCall } from '../messages/types.ts';
import { isPromiseLike } from '../util/promise.ts';
import { signalOf } from '../util/signal-of.ts';
import { toJsonValue } from '../util/stringify.ts';
import { timeLimit } from '../util/time-limit.ts';
import { readArguments } from './arguments.ts';
import { type Outcome, toOutcome } from './handoff.ts';
import { toolEvent, type ToolScope } from './tool-scope.ts';

/**
 * A call from its start to its end; `settle` says what its end brings about. What a plain function returns is settled at once,
 * without a stream of its own: most functions are plain.
 */
export const callFunction = <E>(
  call: ToolCall,
  scope: ToolScope,
  contextVariables: () => ContextVariables,
  settle: (outcome: Outcome) => Iterable<E>,
): Observable<ToolEvent | E> => {
  const eventsOf = (step: Step): Iterable<ToolEvent | E> => {
    if ('problem' in step) return settle({ content: step.problem });
    if ('result' in step) return settle(toOutcome(step.result, call.function.name));
    return [toolEvent(call, { status: 'progress', value: toJsonValue(step.progress) })];
  };
  const gone = new Subscription();
  // Told around the call itself, so that a function that stops its own run while it is being called is told as well.
  return concat(
    of(toolEvent(call, { status: 'start', arguments: call.function.arguments })),
    defer(() => {
      const answer = answerTo(call, scope, contextVariables, gone);
      return isObservable(answer) ? answer.pipe(mergeMap(eventsOf)) : eventsOf(answer);
    }).pipe(tap({ unsubscribe: () => gone.unsubscribe() })),
  );
};

/** What a call comes to: progress, then the function's result or what kept it from one, in words for the model. */
type Step = { readonly progress: unknown } | { readonly result: unknown } | { readonly problem: string };

/** At once where it can be; `gone` aborts the function's signal. */
const answerTo = (
  call: ToolCall,
  scope: ToolScope,
  contextVariables: () => ContextVariables,
  gone: Subscription,
): Step | Observable<Step> => {
  const called = scope.active.functions.get(call.function.name);
  if (called === undefined) return { problem: notFound(call, scope) };
  try {
    const decision = scope.decision(call);
    if (typeof decision === 'object') return { problem: `Declined: ${decision.declined}` };
    const input = readArguments(call.function.arguments, called);
    if ('problem' in input) return { problem: `Error: ${input.problem}` };
    const limit = limited(scope.options, gone);
    const step = stepsOf(
      invoke(called, input.value, new Injected(contextVariables(), () => contextOf(call, scope), gone)),
    );
    return isObservable(step)
      ? step.pipe(
          limit,
          catchError((error: unknown) => of(problemOf(error))),
        )
      : step;
  } catch (error) {
    return problemOf(error);
  }
};

const problemOf = (error: unknown): Step => ({ problem: `Error: ${messageOf(error)}` });

const notFound = ({ function: { name } }: ToolCall, { active, messages }: ToolScope): string => {
  const { agent, functions } = active;
  const known = functions.size === 0 ? 'no functions' : `only: ${[...functions.keys()].join(', ')}`;
  const former = formerCaller(messages, name, agent.name);
  const belongs = former === undefined ? '' : ` It was ${former.sender ?? ''} who called "${name}" before.`;
  return `Error: there is no function "${name}". ${agent.name} has ${known}.${belongs}`;
};

/** The place of its message is part of the key: some servers number the calls of each message from 0. */
const contextOf = ({ id }: ToolCall, { runId, messages }: ToolScope): CallContext => {
  const place = messages.findLastIndex(({ role }) => role === 'assistant');
  const run = runId();
  return { id, run, idempotencyKey: `${run}/${place}/${id}` };
};

/**
 * What a call is given beside its arguments. Which call it is, and the signal, are made when they are asked for: most functions
 * take neither. A class, as a getter in an object literal gives each object a hidden class of its own, which keeps all around
 * it from being collected early.
 */
class Injected {
  readonly contextVariables: ContextVariables;
  readonly #call: () => CallContext;
  readonly #gone: Subscription;

  constructor(contextVariables: ContextVariables, call: () => CallContext, gone: Subscription) {
    this.contextVariables = contextVariables;
    this.#call = call;
    this.#gone = gone;
  }

  get call(): CallContext {
    return this.#call();
  }

  get signal(): AbortSignal {
    return signalOf(this.#gone);
  }
}

const invoke = (
  { call, schema }: PreparedFunction,
  input: Readonly<Record<string, unknown>>,
  injected: Injected,
): unknown => call(...((schema?.spread(input, injected) ?? []) as never[]));

/** From now on, just before the call; a function that takes longer is told so by its signal. */
const limited = (
  { functionTimeout = Infinity, scheduler = asyncScheduler }: ToolScope['options'],
  gone: Subscription,
): MonoTypeOperatorFunction<Step> =>
  timeLimit(scheduler.now() + functionTimeout, scheduler, () => {
    gone.unsubscribe();
    return new Error(`It took longer than ${functionTimeout} ms and was stopped.`);
  });

/** Only a promise is awaited: what is synchronous stays so. */
const stepsOf = (returned: unknown): Step | Observable<Step> => {
  if (isObservable(returned)) return progressOf(returned);
  if (!isPromiseLike(returned)) return { result: returned };
  return from(returned).pipe(
    mergeMap((value) => {
      const step = stepsOf(value);
      return isObservable(step) ? step : of(step);
    }),
  );
};

/** Each value is progress the moment it arrives, but for handoffs; the last one is the result. */
const progressOf = (values: Observable<unknown>): Observable<Step> =>
  defer(() => {
    let last: unknown;
    return concat(
      values.pipe(
        tap((value) => (last = value)),
        filter((value) => !isAgent(value) && !isResult(value)),
        map((progress) => ({ progress })),
      ),
      defer(() => of({ result: last })),
    );
  });
