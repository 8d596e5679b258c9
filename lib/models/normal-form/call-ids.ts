import type { Origin } from '../../messages/origin.ts';
import type { Message } from '../../messages/types.ts';
import { hashOf } from '../../util/hash-of.ts';

/** Returns an id of nine letters and digits for another id, the same one each time. Every API takes it, Mistral's too. */
export const shortId = (id: string): string =>
  `${hashOf(id).padStart(7, '0')}${hashOf(`${id} `).padStart(7, '0')}`.slice(0, 9);

/** OpenAI's server refuses longer ids: "string too long. Expected a string with maximum length 40". */
const LONGEST = 40;

/**
 * Returns the id under which a server hears of a call. The ids of its own answers stay. Ids that another server made are
 * replaced, because Mistral refuses all but its own kind.
 */
export const sentId = (
  id: string,
  caller: Message | undefined,
  origin: Origin | undefined,
  longest = LONGEST,
): string => {
  const made = caller?.role === 'assistant' ? caller.origin : undefined;
  const isForeign = made && origin && (made.wire !== origin.wire || made.host !== origin.host);
  return isForeign || id.length > longest ? shortId(id) : id;
};

/** Returns the message whose call a tool message answers, in messages in normal form. */
export const callerOf = (place: number, messages: readonly Message[]): Message | undefined => {
  let caller = place - 1;
  while (messages[caller]?.role === 'tool') caller--;
  return messages[caller];
};
