import { messageOf } from '../agent/errors.ts';
import { shorten } from '../util/text.ts';
import type { CheckedOutput, OutputFields } from '../agent/output.ts';

/** An answer's text as the value that was asked for, or what is wrong with it. */
export const checkAnswer = (text: string, output: OutputFields): CheckedOutput => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `it is not JSON (${messageOf(error)}): ${shorten(text, 200)}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: `it must be a JSON object, got ${shorten(text, 200)}` };
  try {
    return output.check(value);
  } catch (error) {
    // Nesting too deep for the validator's stack.
    return { problem: `it cannot be checked (${messageOf(error)})` };
  }
};
