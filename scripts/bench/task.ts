import type { Scenario } from './scenarios.ts';

/** A run of a scenario. */
export interface Task {
  readonly baseURL: string;
  readonly scenario: Scenario;
  /** The function that the model calls. */
  readonly look: (n: number) => string;
  /** Called with each piece of text when it arrives. */
  readonly onText: (piece: string) => void;
}

/** Runs a task to its end: streams, calls the function, goes on, and passes on each piece of text. */
export type Contestant = (task: Task) => Promise<void>;

export const PROMPT = 'What do you see?';
export const LOOK = {
  name: 'look',
  description: 'Looks once more.',
  parameters: {
    type: 'object',
    properties: { n: { type: 'integer', description: 'Which time this is.' } },
    required: ['n'],
    additionalProperties: false,
  },
} as const;
/** The function that hands over to an agent. */
export const transferName = (agent: 'A' | 'B'): string => `transfer_to_${agent}`;
