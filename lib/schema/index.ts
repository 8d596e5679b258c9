/* Schemas of functions and answers. Modules that `rxswarm introspect` writes import this entry. */

export { boundSchema, type AnyFunction, type BoundSchema, type CheckedArguments } from '../agent/function-schema.ts';
export { outputSchema, type OutputOptions } from './output-schema.ts';
export { toOutput } from '../output/to-output.ts';
export type { Approval, ApprovalRule, FunctionSchema, ObjectSchema, Revival } from '../agent/function-schema.ts';
export { ask } from './ask.ts';
export { clientFunction, type ClientFunctionSchema } from './client-function.ts';
export { withSchema } from './with-schema.ts';
export type { Question } from '../agent/question.ts';
export type { CheckedOutput, Offer, OutputFields, Standing, Verdict } from '../agent/output.ts';
export type { JsonSchema } from '../messages/types.ts';
