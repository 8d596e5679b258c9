import { loopByHand, parsed } from '../by-hand/loop.ts';
import { postByFetch } from '../by-hand/post-by-fetch.ts';

/** The bound: reads the body of the global `fetch` to its end and does nothing else. */
export const contestant = loopByHand(parsed(postByFetch));
