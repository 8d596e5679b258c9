import { boundSchema, withSchema, type AnyFunction, type ObjectSchema } from 'rxswarm/schema';
import * as airline from '../airline/functions.schemas.ts';
import * as triage from '../triage/functions.schemas.ts';
import * as weather from '../weather/functions.schemas.ts';

/**
 * What cannot be taken back waits for a click: these functions are bound again, with an approval. In your own code the tag
 * `@approval` on the function says so; at a terminal nobody could click, so the shared functions do not have it.
 */
export const askBeforeActing = (): void => {
  waitForApproval(airline.cancelFlight);
  waitForApproval(weather.sendEmail);
  waitForApproval(triage.processRefund, {
    type: 'object',
    properties: { itemId: { type: 'string' }, reason: { type: 'string' } },
    required: ['itemId'],
    additionalProperties: false,
  });
};

/** @param accepts What the function itself takes, where that is more than the model is shown. */
const waitForApproval = (fn: AnyFunction, accepts?: ObjectSchema): void => {
  const { name = fn.name, description = '', parameters, order = [], strict = false } = boundSchema(fn) ?? {};
  withSchema(fn, {
    ...{ name, description, order, strict, approval: true },
    parameters: parameters as ObjectSchema,
    ...(accepts && { accepts }),
  });
};
