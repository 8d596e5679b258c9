import type { ChatCompletionRequest } from '../../messages/types.ts';
import type { Answer } from './answer.ts';

/** Registered, so that two copies of the package understand each other. */
const SEEN = Symbol.for('rxswarm.headersSeen');

/** Told the headers of an answer the moment they come, whatever their status. */
export type HeadersSeen = (headers: Headers) => void;

type WithListener = ChatCompletionRequest & { readonly [SEEN]?: HeadersSeen };

/**
 * A request that carries whoever wants to know when its answer's headers come, which chunks do not show. Wrappers pass it on
 * with `{ ...request }`, and JSON leaves it out. Listeners add up; a chat model that knows nothing of them tells nothing.
 */
export const whenHeaders = (request: ChatCompletionRequest, listener: HeadersSeen): ChatCompletionRequest => {
  const inner = (request as WithListener)[SEEN];
  const both: HeadersSeen = (headers) => {
    inner?.(headers);
    listener(headers);
  };
  return Object.assign({ ...request }, { [SEEN]: inner === undefined ? listener : both });
};

/** For chat models: tells whoever listens. */
export const tellHeaders = (request: ChatCompletionRequest, answer: Pick<Answer, 'headers'>): void => {
  (request as WithListener)[SEEN]?.(answer.headers);
};
