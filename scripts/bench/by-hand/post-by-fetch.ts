import { HEADERS, type Post } from './loop.ts';
import { splitter } from './splitter.ts';

/** Sends a request again that was lost on a connection that the server had closed. */
const send = (url: string, body: string, tries = 4): Promise<Response> =>
  fetch(url, { method: 'POST', headers: HEADERS, body }).catch((error: unknown) => {
    if (tries === 1) throw error;
    return send(url, body, tries - 1);
  });

/** Posts with the global `fetch` and reads the body to its end. */
export const postByFetch: Post = async (url, body, onData) => {
  const response = await send(url, body);
  if (!response.ok) throw new Error(await response.text());
  const push = splitter(onData);
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error('The answer has no body.');
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    push(value);
  }
};
