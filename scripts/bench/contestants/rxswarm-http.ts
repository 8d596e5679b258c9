import { http } from 'rxswarm/models';
import { swarmRun } from '../by-hand/swarm-run.ts';

/** `http()` with its defaults. */
export const contestant = swarmRun((baseURL) => http({ baseURL }));
