import { messageOf } from '../errors.ts';
import type { CheckedOutput, Output } from './types.ts';

/** An answer's text as the value that was asked for, or what is wrong with it. */
export const checkAnswer = (text: string, output: Output): CheckedOutput => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `it is not JSON (${messageOf(error)}): ${shorten(text)}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: `it must be a JSON object, got ${shorten(text)}` };
  try {
    return output.check(value);
  } catch (error) {
    // Nesting too deep for the validator's stack.
    return { problem: `it cannot be checked (${messageOf(error)})` };
  }
};

const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
