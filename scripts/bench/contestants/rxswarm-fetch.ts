import { http } from 'rxswarm/models';
import { swarmRun } from '../by-hand/swarm-run.ts';

/** `http()` over a `fetch` that is passed in, as in browsers and on the edge. */
export const contestant = swarmRun((baseURL) => http({ baseURL, fetch: (url, init) => fetch(url, init) }));
