import type { PieceContent } from './fetch-recording.ts';
import type { Redact } from './recorded-head.ts';

/** Returns the text of bytes that are whole characters of UTF-8, a byte order mark included. */
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Returns a text with a letter for each byte, which is how `btoa` and `atob` have bytes. */
const lettersOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/**
 * Returns bytes as JSON can hold them.
 *
 * @param redact Hides secrets. Default: they stay. It also reads bytes that are not UTF-8, such as half a character: a letter for each byte, because
 * secrets are ASCII.
 */
export const toPiece = (bytes: Uint8Array, redact: Redact = (text) => text): PieceContent => {
  const text = textOf(bytes);
  return text === undefined ? { base64: btoa(redact(lettersOf(bytes))) } : { text: redact(text) };
};

/** Returns the bytes of a piece. */
export const bytesOf = (piece: PieceContent): Uint8Array =>
  'text' in piece
    ? new TextEncoder().encode(piece.text)
    : Uint8Array.from(atob(piece.base64), (letter) => letter.charCodeAt(0));
