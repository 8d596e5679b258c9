import type { Output } from 'rxswarm';

/** An output that takes `{ n: number }`, without a validator, so that specs of the loop need none. */
export const numberOutput = (more: Partial<Output<{ n: number }>> = {}): Output<{ n: number }> => ({
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
