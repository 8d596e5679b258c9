import { loopByHand, parsed } from '../by-hand/loop.ts';
import { postByUndici } from '../by-hand/post-by-undici.ts';

/** The layer below `fetch`: no streams, no promises, bytes to a callback. */
export const contestant = loopByHand(parsed(postByUndici));
