import type { Output } from '../../../demos/terminal/standard-output.ts';
import { plain } from '../../../demos/terminal/paint.ts';

/** Makes an output that keeps its text. */
export const recorder = (): Output & { readonly text: () => string } => {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  return { write, paint: plain, fail: (sentence) => write(`${sentence}\n`), text: () => written };
};
