import type { RecordedResponse } from './fetch-recording.ts';

/** Hides the secrets of a text. */
export type Redact = (text: string) => string;

/** Headers on how the body was sent. They are not true of the recording, because `fetch` has decoded the body. */
const OF_SENDING = /^(content-(encoding|length)|transfer-encoding|connection|keep-alive)$/;

/** Headers that hold a secret, or that name the account of the sender. */
const SECRET = /cookie|auth|secret|organization|project|token$/;

/** Returns the head of a response as recordings hold it. */
export const recordedHead = (
  { status, statusText, headers }: Response,
  at: number,
  redact: Redact,
): RecordedResponse => ({
  at,
  status,
  statusText,
  headers: Object.fromEntries(
    [...headers]
      .filter(([name]) => !OF_SENDING.test(name))
      .map(([name, value]) => [name, SECRET.test(name) ? '***' : redact(value)]),
  ),
});
