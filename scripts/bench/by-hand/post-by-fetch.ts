import { HEADERS, type Post } from './loop.ts';
import { splitter } from './splitter.ts';

/** Posts with the global `fetch` and reads the body to its end. */
export const postByFetch: Post = async (url, body, onData) => {
  const response = await fetch(url, { method: 'POST', headers: HEADERS, body });
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
