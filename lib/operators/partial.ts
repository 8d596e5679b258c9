import { defer, filter, map, type OperatorFunction } from 'rxjs';
import type { DeepPartial, OutputOf } from '../agent/output.ts';
import type { RunEvent } from '../agent/response.ts';
import { answerReader } from '../output/answer-reader.ts';

/**
 * The answer as it grows: texts and lists get longer, properties appear once their value begins, numbers once they are
 * whole. It begins again where the model is asked again, and ends with the checked answer, `response.output`; only that
 * one has been held against the schema. Each value is new where it changed and shared where it did not.
 *
 * A list of thousands is shown less often than each token, so that a long answer costs no more than its length.
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
