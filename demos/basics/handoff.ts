import { Agent, type Swarm } from 'rxswarm';
import { map } from 'rxjs';

const poet = new Agent({ name: 'Poet', instructions: 'Answer in rhyme.' });

function transferToPoet() {
  return poet;
}

const desk = new Agent({
  name: 'Front desk',
  instructions: 'Hand over to the poet whoever wants a poem.',
  functions: [transferToPoet],
});

/** A function returns another agent, which answers from then on. */
export const handoff = (swarm: Pick<Swarm, 'run'>) =>
  swarm.run({ agent: desk, messages: [{ role: 'user', content: 'A poem, please' }] }).pipe(
    map((event) => {
      if ('handoff' in event) return `(${event.handoff.from} hands over to ${event.handoff.to})\n`;
      return 'content' in event ? (event.content ?? '') : '';
    }),
  );
