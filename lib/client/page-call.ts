import { catchError, concat, defer, isObservable, map, mergeMap, type Observable, of, Subscription, tap } from 'rxjs';
import type { Decision } from '../agent/decision.ts';
import { type AnyFunction, type BoundSchema, boundSchema } from '../agent/function-schema.ts';
import { parseArguments } from '../messages/arguments.ts';
import type { ToolEvent } from '../messages/events.ts';
import { awaited, isPromiseLike } from '../util/promise.ts';
import { signalOf } from '../util/signal-of.ts';
import type { PageFunctions } from './with-page-functions.ts';

/** A call that waits, as the server told of it. */
export type WaitingTool = Extract<ToolEvent['tool'], { readonly status: 'waiting' }>;

/** The decision that gives the server the result of a call. */
export interface PageDecision {
  readonly id: string;
  readonly decision: Decision;
}

/** The most characters that a result may have as JSON. */
const RESULT_LIMIT = 100_000;

/**
 * Executes a call that waits for the page. Emits its start and its progress, then the decision; the server tells of its end. The
 * signal of the function is aborted when this is unsubscribed.
 */
export const executePageCall = (call: WaitingTool, functions: PageFunctions): Observable<ToolEvent | PageDecision> => {
  const { id, name, arguments: text } = call;
  const fn = functions.get(name);
  const schema = fn && boundSchema(fn);
  const lifetime = new Subscription();
  return concat(
    of<ToolEvent>({ tool: { id, name, status: 'start', arguments: text } }),
    defer(() => stepsOf(invoke(call, fn, schema, lifetime))).pipe(
      map((step) =>
        'result' in step
          ? { id, decision: decisionOf(step.result, schema) }
          : { tool: { id, name, status: 'progress' as const, value: JSON.parse(jsonOf(step.progress)) as unknown } },
      ),
      catchError((error: unknown) => of({ id, decision: { error: wordsOf(error) } })),
      tap({ unsubscribe: () => lifetime.unsubscribe() }),
    ),
  );
};

/** @throws Error for a function that the page lacks and for wrong arguments, in words for the model. */
const invoke = (
  call: WaitingTool,
  fn: AnyFunction | undefined,
  schema: BoundSchema | undefined,
  lifetime: Subscription,
): unknown => {
  if (!fn) throw new Error(`the page has no function "${call.name}".`);
  if (!schema) return fn();
  const parsed = parseArguments({ function: call });
  const input = 'value' in parsed ? schema.check(parsed.value) : parsed;
  if ('problem' in input) throw new Error(input.problem);
  const signal = schema.order?.includes('$signal') && { signal: signalOf(lifetime) };
  return fn(...(schema.spread(input.value, { contextVariables: {}, ...signal }) as never[]));
};

/** The values of an Observable are progress; its last one is the result. */
type Step = { readonly progress: unknown } | { readonly result: unknown };

const stepsOf = (returned: unknown): Observable<Step> => {
  if (isPromiseLike(returned)) return awaited(returned).pipe(mergeMap(stepsOf));
  if (!isObservable(returned)) return of({ result: returned });
  let last: unknown;
  return concat(
    returned.pipe(
      tap((value) => (last = value)),
      map((progress) => ({ progress })),
    ),
    defer(() => of({ result: last })),
  );
};

/** @throws Error for a result that cannot be sent or does not fit, in words for the model. */
const decisionOf = (value: unknown, schema: BoundSchema | undefined): Decision => {
  const json = jsonOf(value);
  const { length } = json;
  if (length > RESULT_LIMIT)
    throw new Error(`the result has ${length} characters as JSON: at most ${RESULT_LIMIT} are sent.`);
  const result: unknown = JSON.parse(json);
  const problem = schema?.returns && schema.answerProblem(schema.returns, result, 'result');
  if (problem) throw new Error(`the result does not fit: ${problem}.`);
  return { result };
};

/** @throws TypeError for a value that JSON cannot hold. `toJsonValue` and `messageOf` would bring 0.5 kB into the page. */
const jsonOf = (value: unknown): string => JSON.stringify(value ?? null);

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
