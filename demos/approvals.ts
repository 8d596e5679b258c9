import type { Agent } from 'rxswarm';
import { boundSchema, withSchema, type AnyFunction, type ObjectSchema } from 'rxswarm/schema';

/** What cannot be taken back. */
const NAMES: ReadonlySet<string> = new Set(['cancelFlight', 'sendEmail', 'processRefund']);

/**
 * Has these functions wait for a person: they are bound again, with an approval. In your own code the tag `@approval` on
 * the function says so; a play and the evals have nobody to ask, so the shared functions do not have it.
 */
export const askBeforeActing = <C extends object>(agents: readonly Agent<C>[]): void => {
  for (const fn of new Set(agents.flatMap(({ functions }) => functions))) waitForApproval(fn);
};

const waitForApproval = (fn: AnyFunction): void => {
  const schema = boundSchema(fn);
  if (schema === undefined || !NAMES.has(schema.name)) return;
  const { name, description = '', order = [], strict, defaults = {} } = schema;
  const parameters = schema.parameters as ObjectSchema & { readonly required?: readonly string[] };
  // What has a default is asked of a strict model all the same, but need not be given.
  const accepts = { ...parameters, required: parameters.required?.filter((key) => !Object.hasOwn(defaults, key)) };
  withSchema(fn, { name, description, order, strict, defaults, parameters, accepts, approval: true });
};
