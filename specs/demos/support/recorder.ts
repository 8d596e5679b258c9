import type { Output } from '../../../demos/terminal/standard-output.ts';
import { plain } from '../../../demos/terminal/paint.ts';

/** An output that keeps what was written. */
export const recorder = (): Output & { readonly text: () => string } => {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  return { write, paint: plain, fail: (sentence) => write(`${sentence}\n`), text: () => written };
};
