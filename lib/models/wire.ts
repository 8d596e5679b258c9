import type { ChatModel } from '../messages/types.ts';
import { keepingContext } from '../util/async-context.ts';

/** Registered, so that two copies of the package know each other's wires. */
const WIRE = Symbol.for('rxswarm.wire');

/** Marks a chat model that asks a server itself, and so has no retries and no limits of time. */
export const asWire = (model: ChatModel): ChatModel => keepingContext(Object.assign(model, { [WIRE]: true }));

/** Returns whether a chat model is a wire of ours with nothing around it: what stands around a wire is not marked. */
export const isWire = (model: ChatModel): boolean => WIRE in model;
