import { loopByHand, parsed } from '../by-hand/loop.ts';
import { postByFetch } from '../by-hand/post-by-fetch.ts';

/** The bound: the global `fetch`, its body read to the end, and nothing else. */
export const contestant = loopByHand(parsed(postByFetch));
