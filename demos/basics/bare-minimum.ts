import { Agent, type Swarm } from 'rxswarm';
import { text } from 'rxswarm/operators';

const agent = new Agent({ instructions: 'You are a helpful agent.' });

/** Streams the tokens of one answer. Nothing is sent before someone subscribes. */
export const bareMinimum = (swarm: Pick<Swarm, 'run'>) =>
  swarm.run({ agent, messages: [{ role: 'user', content: 'Hi!' }] }).pipe(text());
