import { http, retry, timeout } from 'rxswarm/models';
import { swarmRun } from '../by-hand/swarm-run.ts';

/** `http()` within `retry()` and `timeout()`, as in `new Swarm()`. */
export const contestant = swarmRun((baseURL) => retry()(timeout()(http({ baseURL }))));
