import { judge } from './judge.ts';
import { offer } from './offer.ts';
import type { Output, OutputFields } from '../agent/output.ts';

/**
 * An output that asks for what its fields say, and judges by them: for a validator of one's own, as `outputSchema` is for
 * JSON Schema.
 */
export const toOutput = <T>(fields: OutputFields<T>): Output<T> => ({
  ...fields,
  offer(tools, choice) {
    return offer(this, tools, choice);
  },
  judge(answer, standing) {
    return judge(answer, this, standing);
  },
});
