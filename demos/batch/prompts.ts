import { Agent, type RunOptions } from 'rxswarm';

const reckoner = new Agent({
  name: 'Reckoner',
  instructions: 'You do mental arithmetic. Show your steps in one line, and end with the result.',
});

const assistant = new Agent({ name: 'Assistant', instructions: 'Answer as briefly as the question allows.' });

/** Makes a hundred questions. Some take longer to answer than others. */
export const hundred: readonly RunOptions[] = Array.from({ length: 100 }, (_, index) => ({
  agent: reckoner,
  messages: [{ role: 'user', content: `${11 + ((index * 37) % 89)} times ${3 + (index % 7)}` }],
}));

/** Returns the run that answers a prompt. */
export const questionOf = (prompt: string): RunOptions => ({
  agent: assistant,
  messages: [{ role: 'user', content: prompt }],
});
