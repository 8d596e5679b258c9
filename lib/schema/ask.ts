import { usageError } from '../agent/errors.ts';
import type { BoundSchema } from '../agent/function-schema.ts';
import { QUESTION, type Question } from '../agent/question.ts';
import type { JsonSchema } from '../messages/types.ts';
import { isDeeper } from '../util/nesting.ts';
import { show } from '../util/stringify.ts';
import { checker } from './check.ts';
import { foreignProblem } from './foreign.ts';
import { schemaProblem } from './well-formed.ts';

/**
 * Asks the user. A function that returns this leaves its call waiting, and the run ends. The next run calls the function again,
 * with the same arguments and all answers so far in `call.answers`; the code before an `ask` therefore runs again.
 *
 * @param schema JSON Schema of the answer, TypeBox or plain: a page makes a form of it.
 * @param text Words of the question.
 * @throws SwarmError `usage` for a schema that cannot be checked, and for empty words.
 *
 * @example
 * ```ts
 * const book = (flight: string, call: CallContext<[seat: string]>) => {
 *   const [seat] = call.answers;
 *   return seat === undefined ? ask({ type: 'string', enum: ['aisle', 'window'] }, 'Which seat?') : `Booked: ${seat}`;
 * };
 * ```
 */
export const ask = (schema: object, text: string): Question => {
  if (typeof text !== 'string' || text === '') throw usageError(`ask: the words are ${show(text)}: pass a question.`);
  const problem =
    foreignProblem(schema) ??
    (isDeeper(schema) ? 'has too many levels' : undefined) ??
    schemaProblem(schema as JsonSchema, 'its root');
  if (problem !== undefined) throw usageError(`ask: the schema of "${text}" ${problem}.`);
  return { [QUESTION]: true, text, schema: schema as JsonSchema };
};

/** Returns what keeps a value from fitting the schema of a question or a result, or `undefined`. */
export const answerProblem: BoundSchema['answerProblem'] = (schema, value, title) => {
  const checked = checker({ accepts: schema as JsonSchema, strict: false })(value);
  return 'problem' in checked ? checked.problem.replace(/^arguments(?=:)/gm, title) : undefined;
};
