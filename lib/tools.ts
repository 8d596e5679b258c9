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
  of,
  Subscription,
  tap,
} from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { isAgent, isResult } from './agent.ts';
import { readArguments } from './arguments.ts';
import { mergeContext } from './context.ts';
import type { CallContext } from './call-context.ts';
import { asError, messageOf } from './errors.ts';
import { replacing, toOutcome, type Outcome } from './handoff.ts';
import { formerCaller } from './history.ts';
import type { PreparedAgent, PreparedFunction } from './prepare.ts';
import { isPromiseLike } from './promise.ts';
import { signalOf } from './signal-of.ts';
import { toJsonValue } from './text.ts';
import { timeLimit } from './time-limit.ts';
import type { Approval, RunOptions } from './run-options.ts';
import type { ContextVariables, Message, ToolCall, ToolEvent, ToolMessage } from './types.ts';

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
  project: (ended: readonly EndedCall[]) => Observable<R>,
  fail: (error: Error, ended: readonly EndedCall[]) => Observable<R>,
): Observable<ToolEvent | R> =>
  defer(() => {
    const outcomes: (Outcome | undefined)[] = calls.map(() => undefined);
    const ended: (EndedCall | undefined)[] = calls.map(() => undefined);
    const contextVariables = () => mergeContext(scope.contextVariables, ...outcomes.map((o) => o?.contextVariables));

    /** The end of this call, and of later ones that waited for it to know which handoff they replace. */
    const settle = (place: number, outcome: Outcome): readonly ToolEvent[] => {
      outcomes[place] = outcome;
      return calls.flatMap((call, at) => {
        const settled = ended[at] === undefined ? endOf(call, outcomes, at, scope) : undefined;
        if (settled === undefined) return [];
        ended[at] = settled;
        return [{ tool: { ...nameOf(call), status: 'end' as const, message: settled.message } }];
      });
    };

    const all = () => ended.filter((call) => call !== undefined);
    return concat(
      from(calls).pipe(
        mergeMap(
          (call, place) => callFunction(call, scope, contextVariables, (outcome) => settle(place, outcome)),
          scope.options.toolConcurrency ?? 1,
        ),
        scope.inTime,
      ),
      defer(() => project(all())),
    ).pipe(catchError((error: unknown) => fail(asError(error), all())));
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

/** A call from its start to its end; `settle` says what its end brings about. */
const callFunction = (
  call: ToolCall,
  scope: ToolScope,
  contextVariables: () => ContextVariables,
  settle: (outcome: Outcome) => readonly ToolEvent[],
): Observable<ToolEvent> =>
  concat(
    of({ tool: { ...nameOf(call), status: 'start' as const, arguments: call.function.arguments } }),
    answer(call, scope, contextVariables).pipe(
      mergeMap((step): readonly ToolEvent[] => {
        if ('problem' in step) return settle({ content: step.problem });
        if ('result' in step) return settle(toOutcome(step.result, call.function.name));
        return [{ tool: { ...nameOf(call), status: 'progress', value: toJsonValue(step.progress) } }];
      }),
    ),
  );

/** What a call comes to: progress, then the function's result or what kept it from one, in words for the model. */
type Step = { readonly progress: unknown } | { readonly result: unknown } | { readonly problem: string };

const answer = (call: ToolCall, scope: ToolScope, contextVariables: () => ContextVariables): Observable<Step> =>
  defer(() => {
    const called = scope.active.functions.get(call.function.name);
    if (called === undefined) return of({ problem: notFound(call, scope) });
    const decision = scope.decision(call);
    if (typeof decision === 'object') return of({ problem: `Declined: ${decision.declined}` });
    const input = readArguments(call.function.arguments, called);
    if ('problem' in input) return of({ problem: `Error: ${input.problem}` });
    return invoke(called, input.value, { contextVariables: contextVariables(), call: contextOf(call, scope) }).pipe(
      limited(scope.options),
    );
  }).pipe(catchError((error: unknown) => of({ problem: `Error: ${messageOf(error)}` })));

/** The place of its message is part of the key: some servers number the calls of each message from 0. */
const contextOf = ({ id }: ToolCall, { runId, messages }: ToolScope): CallContext => {
  const place = messages.findLastIndex(({ role }) => role === 'assistant');
  const run = runId();
  return { id, run, idempotencyKey: `${run}/${place}/${id}` };
};

/**
 * What a call is given beside its arguments. The signal is made when it is asked for: most functions take none. A class, as a
 * getter in an object literal gives each object a hidden class of its own, which keeps all around it from being collected early.
 */
class Injected {
  readonly contextVariables: ContextVariables;
  readonly call: CallContext;
  readonly #gone: Subscription;

  constructor({ contextVariables, call }: Omit<Injected, 'signal'>, gone: Subscription) {
    this.contextVariables = contextVariables;
    this.call = call;
    this.#gone = gone;
  }

  get signal(): AbortSignal {
    return signalOf(this.#gone);
  }
}

/** Calls the function, once; unsubscribing before it has ended aborts its signal. */
const invoke = (
  { call, schema }: PreparedFunction,
  input: Readonly<Record<string, unknown>>,
  injected: Omit<Injected, 'signal'>,
): Observable<Step> => {
  const gone = new Subscription();
  const parameters = schema?.spread(input, new Injected(injected, gone)) ?? [];
  // Deferred, so that a function that stops its own run while it is being called is told as well.
  return defer(() => stepsOf(call(...(parameters as never[])))).pipe(tap({ unsubscribe: () => gone.unsubscribe() }));
};

/** From now on: used at subscription. */
const limited = ({
  functionTimeout = Infinity,
  scheduler = asyncScheduler,
}: ToolScope['options']): MonoTypeOperatorFunction<Step> =>
  timeLimit(
    scheduler.now() + functionTimeout,
    scheduler,
    () => new Error(`It took longer than ${functionTimeout} ms and was stopped.`),
  );

/** Only a promise is awaited: what is synchronous stays so. */
const stepsOf = (returned: unknown): Observable<Step> => {
  if (isObservable(returned)) return progressOf(returned);
  return isPromiseLike(returned) ? from(returned).pipe(mergeMap(stepsOf)) : of({ result: returned });
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

const notFound = ({ function: { name } }: ToolCall, { active, messages }: ToolScope): string => {
  const { agent, functions } = active;
  const known = functions.size === 0 ? 'no functions' : `only: ${[...functions.keys()].join(', ')}`;
  const former = formerCaller(messages, name, agent.name);
  const belongs = former === undefined ? '' : ` It was ${former.sender ?? ''} who called "${name}" before.`;
  return `Error: there is no function "${name}". ${agent.name} has ${known}.${belongs}`;
};

const nameOf = ({ id, function: { name } }: ToolCall) => ({ id, name });

const toToolMessage = ({ id, function: { name } }: ToolCall, content: string): ToolMessage => ({
  role: 'tool',
  tool_call_id: id,
  tool_name: name,
  content,
});
