import OpenAI from 'openai';
import { openai } from 'rxswarm/models';
import { swarmRun } from '../by-hand/swarm-run.ts';

/** `openai(client)`: the client sends and rxswarm reads. */
export const contestant = swarmRun((baseURL) => openai(new OpenAI({ baseURL, apiKey: 'key' })));
