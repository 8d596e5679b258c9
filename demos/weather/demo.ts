import type { Demo } from '../demo.ts';
import { IDEAS } from '../ideas.ts';
import { whereAmI } from './where-am-i.ts';
import { weather } from './agents.ts';
import type { Outbox } from './outbox.ts';

export const demo: Demo<Outbox> = {
  title: 'Weather: one agent, three functions',
  agents: [weather],
  contextVariables: { sent: [] },
  clientFunctions: [whereAmI],
  ideas: IDEAS.weather,
  script: ['How is the weather in Paris and Oslo tomorrow?', 'Please send that by email', 'ada@example.com'],
};
