import type { ChatModel } from '../messages/types.ts';
import { keepingContext } from '../util/async-context.ts';
import { retry } from './retry.ts';
import { timeout } from './timeout.ts';
import { isWire } from './wire.ts';

/** Returns a bare wire within `retry()` and `timeout()`, and any other chat model as it is. */
export const standing = (model: ChatModel): ChatModel =>
  isWire(model) ? keepingContext(retry()(timeout()(model))) : model;
