import type { Output } from 'rxswarm';
import { toOutput } from '../../lib/output/to-output.ts';
import type { OutputFields } from '../../lib/agent/output.ts';

/** An output that takes `{ n: number }`, without a validator, so that specs of the loop need none. */
export const numberOutput = (more: Partial<OutputFields<{ n: number }>> = {}): Output<{ n: number }> =>
  toOutput({
    name: 'number',
    schema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    strict: true,
    mode: 'format',
    retries: 2,
    check: (answer) => {
      const { n } = answer as { readonly n?: unknown };
      return typeof n === 'number' ? { value: { n } } : { problem: 'n: expected number' };
    },
    ...more,
  });
