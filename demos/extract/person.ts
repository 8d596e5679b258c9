import { Agent, type Response, type RunOptions } from 'rxswarm';
import { answerOf } from '../answer.ts';

export interface Person {
  readonly name: string;
  readonly age: number;
}

const extractor = new Agent({
  name: 'Extractor',
  instructions: 'Find the person in the text. Answer with JSON and nothing else: { "name": string, "age": number }.',
  settings: { temperature: 0 },
});

/** What a text is asked. */
export const question = (text: string): RunOptions => ({
  agent: extractor,
  messages: [{ role: 'user', content: text }],
});

/** The person of an answer. @throws one sentence where the answer is none. */
export const personOf = (response: Response): Person => {
  const answer = answerOf(response);
  const person = parsed(answer);
  if (!isPerson(person)) throw new Error(`The answer holds no person: ${answer.slice(0, 80)}`);
  return person;
};

/** Models like to put JSON in a fence. */
const parsed = (answer: string): unknown => {
  try {
    return JSON.parse(/\{[^]*\}/.exec(answer)?.[0] ?? 'null');
  } catch {
    return undefined;
  }
};

const isPerson = (value: unknown): value is Person => {
  const { name, age } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof name === 'string' && typeof age === 'number';
};
