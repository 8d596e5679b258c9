import { Agent, type RunOptions } from 'rxswarm';
import { outputSchema } from 'rxswarm/schema';

export interface Person {
  readonly name: string;
  readonly age: number;
}

const person = outputSchema<Person>({
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer', description: 'In years.' } },
  required: ['name', 'age'],
});

const extractor = new Agent({
  name: 'Extractor',
  instructions: 'Find the person in the text. Answer with JSON and nothing else: { "name": string, "age": number }.',
  output: person,
});

type Question = RunOptions<Readonly<Record<string, unknown>>, Person>;

/** Returns the run for a text. */
export const question = (text: string): Question => ({
  agent: extractor,
  messages: [{ role: 'user', content: text }],
});
