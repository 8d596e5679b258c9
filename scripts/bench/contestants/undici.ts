import { loopByHand, parsed } from '../by-hand/loop.ts';
import { postByUndici } from '../by-hand/post-by-undici.ts';

/** The layer below `fetch`, which gives bytes to a callback, without streams and promises. */
export const contestant = loopByHand(parsed(postByUndici));
