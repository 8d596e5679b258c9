import type { Agent } from 'rxswarm';
import { boundSchema, withSchema, type AnyFunction, type FunctionSchema, type ObjectSchema } from 'rxswarm/schema';

/** The approvals of functions whose effect cannot be undone. */
const APPROVALS: Readonly<Record<string, FunctionSchema['approval']>> = {
  cancelFlight: true,
  sendEmail: { edit: true },
  processRefund: true,
  // The customer may send back less, in other words, but neither more nor pieces of another order.
  refundOrder: {
    edit: (before, after) =>
      before['orderId'] === after['orderId'] && Number(after['quantity']) <= Number(before['quantity']),
  },
};

/**
 * Makes these functions wait for approval by binding them again. In your own code, put the tag `@approval` on the
 * function instead. The demos' functions do not have the tag, because `npm run demo` and the evals share them and
 * nobody is there to approve.
 */
export const askBeforeActing = <C extends object>(agents: readonly Agent<C>[]): void => {
  for (const fn of new Set(agents.flatMap(({ functions }) => functions))) waitForApproval(fn);
};

const waitForApproval = (fn: AnyFunction): void => {
  const schema = boundSchema(fn);
  if (schema === undefined || !Object.hasOwn(APPROVALS, schema.name)) return;
  const { name, description = '', order = [], strict, defaults = {} } = schema;
  const parameters = schema.parameters as ObjectSchema & { readonly required?: readonly string[] };
  // Strict mode requires parameters that have a default as well. Only the schema sent to the model says so, not the
  // check.
  const accepts = { ...parameters, required: parameters.required?.filter((key) => !Object.hasOwn(defaults, key)) };
  withSchema(fn, {
    name,
    description,
    order,
    strict,
    defaults,
    parameters,
    accepts,
    approval: APPROVALS[schema.name] ?? true,
  });
};
