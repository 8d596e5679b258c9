import { verdictOn } from './judge.ts';
import { offerOf } from './offer.ts';
import type { Output, OutputFields } from './types.ts';

/** An output that asks for what its fields say, and judges by them. */
export const toOutput = <T>(fields: OutputFields<T>): Output<T> => ({
  ...fields,
  offer(tools, choice) {
    return offerOf(this, tools, choice);
  },
  judge(answer, standing) {
    return verdictOn(answer, this, standing);
  },
});
