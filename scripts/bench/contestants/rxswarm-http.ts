import { http } from 'rxswarm/models';
import { swarmRun } from '../by-hand/swarm-run.ts';

/** `http()` as it comes. */
export const contestant = swarmRun((baseURL) => http({ baseURL }));
