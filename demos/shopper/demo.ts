import type { Demo } from '../demo.ts';
import { IDEAS } from '../ideas.ts';
import { refunds, sales, triage } from './agents.ts';
import { ada, type Shopper } from './shopper.ts';

export const demo: Demo<Shopper> = {
  title: 'Shopper: a kitchen shop with a database',
  agents: [triage, sales, refunds],
  contextVariables: ada,
  ideas: IDEAS.shopper,
  script: [
    'Hi there!',
    'What did I order?',
    'Two mugs of order 1003 arrived broken, I want my money back',
    'Yes',
    'Now I need a kettle',
    'Yes, please',
    'And the knife of order 1002 is blunt, refund it',
    'Thanks, that is all',
  ],
};
