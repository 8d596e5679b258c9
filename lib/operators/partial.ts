import { defer, filter, map, type OperatorFunction } from 'rxjs';
import type { DeepPartial, OutputOf } from '../agent/output.ts';
import type { RunEvent } from '../agent/response.ts';
import { answerReader } from '../output/answer-reader.ts';

/**
 * Emits a typed answer as it grows: texts and lists get longer, a property appears once its value begins, a number once it is
 * whole. Begins again when the model is asked again. Ends with the checked answer, `response.output`; the values before it have
 * not been checked. Each value is new where it changed and shared where it did not.
 *
 * A list of thousands is emitted less often than once a token, so that the work stays in line with the length of the answer.
 *
 * @example
 * ```ts
 * swarm.run({ agent: reader, messages }).pipe(partial()).subscribe(({ name = '…' }) => show(name));
 * ```
 */
export const partial =
  <A extends { readonly name: string }>(): OperatorFunction<RunEvent<A>, DeepPartial<OutputOf<A>>> =>
  (events$) =>
    defer(() =>
      events$.pipe(
        map(answerReader()),
        filter((value) => value !== undefined),
        map((value) => value as DeepPartial<OutputOf<A>>),
      ),
    );
