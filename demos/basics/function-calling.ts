import { Agent, type Swarm } from 'rxswarm';
import { text } from 'rxswarm/operators';
import { withSchema } from 'rxswarm/schema';

function add(a: number, b: number): number {
  return a + b;
}

/** Sums within this range are exact to a cent. */
const RANGE = { minimum: -1e12, maximum: 1e12 };

withSchema(add, {
  description: 'Adds two numbers.',
  parameters: {
    type: 'object',
    properties: { a: { type: 'number', ...RANGE }, b: { type: 'number', ...RANGE } },
    required: ['a', 'b'],
    additionalProperties: false,
  },
});

const agent = new Agent({ name: 'Calculator', instructions: 'Calculate with your function.', functions: [add] });

/** The model calls `add`, and answers with its result. */
export const functionCalling = (swarm: Pick<Swarm, 'run'>) =>
  swarm.run({ agent, messages: [{ role: 'user', content: 'What is 17 plus 25?' }] }).pipe(text());
