import type { Json } from './language-model.ts';
import { isRecord } from '../../util/is-record.ts';
import { parsedBody } from '../errors/server-message.ts';

/** The field of an answer that holds its parts for the provider that made them. JSON text, because that comes back exactly. */
export const KEPT_PARTS = 'ai_sdk';

/**
 * A part of an answer, in its place. Texts and calls stand in the message, so a part names only the length of its text or the id
 * of its call. Any other part is kept as the provider takes it back.
 */
export type KeptPart = Json & { readonly type: string };

/** Writes the parts of an answer; `undefined` where the message alone says as much. */
export const keptParts = (parts: readonly KeptPart[]): string | undefined =>
  parts.some(({ type, providerOptions }) => providerOptions !== undefined || (type !== 'text' && type !== 'call'))
    ? JSON.stringify(parts)
    : undefined;

/** Reads the parts of an answer; none where the field was tampered with. */
export const readKeptParts = (message: object): readonly KeptPart[] => {
  const text: unknown = (message as Json)[KEPT_PARTS];
  const parts = typeof text === 'string' ? parsedBody(text) : undefined;
  return Array.isArray(parts) ? parts.filter(isPart) : [];
};

const isPart = (part: unknown): part is KeptPart => isRecord(part) && typeof part['type'] === 'string';

/** Returns what a provider said of a part, under the name by which it takes it back. */
export const optionsOf = ({ providerMetadata: metadata }: Json): Json =>
  metadata == null ? {} : { providerOptions: metadata };
