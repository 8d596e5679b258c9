import { Agent, type AnyFunction } from 'rxswarm';
import { boundSchema, withSchema, type ObjectSchema } from 'rxswarm/schema';
import { refunds } from '../../../demos/shopper/agents.ts';
import type { Shopper } from '../../../demos/shopper/shopper.ts';

const name = 'refundOrder';
const refundOrder = refunds.functions.find((fn) => boundSchema(fn)?.name === name) as AnyFunction;

/** The demo's function, which tells the parent process its result once that is written, and never returns it. */
const hanging: AnyFunction = (...parameters) => {
  process.send?.(refundOrder(...parameters));
  // Blocks the only thread, as a process that dies in this place does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  return '';
};

const { parameters, order = [] } = boundSchema(refundOrder) ?? {};
withSchema(hanging, { name, parameters: parameters as ObjectSchema, order });

/** Makes an agent that refunds. With `hangs`, none of its refunds gets an answer. */
export const refundsAgent = (hangs: boolean): Agent<Shopper> =>
  new Agent<Shopper>({ name: 'Refunds', functions: [hangs ? hanging : refundOrder] });
