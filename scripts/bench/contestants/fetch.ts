import { HEADERS, loopByHand, parsed } from '../by-hand/loop.ts';
import { splitter } from '../by-hand/splitter.ts';

/** The bound: the global `fetch`, its body read to the end, and nothing else. */
export const contestant = loopByHand(
  parsed(async (url, body, onData) => {
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
  }),
);
