import type { Demo } from '../demo.ts';
import { IDEAS } from '../ideas.ts';
import { refunds, sales, triage } from './agents.ts';
import { newCustomer, type Shop } from './shop.ts';

export const demo: Demo<Shop> = {
  title: 'Triage: a camping shop',
  agents: [triage, sales, refunds],
  contextVariables: newCustomer,
  ideas: IDEAS.triage,
  script: [
    'Hi there!',
    'I want my money back for item_99, it was too expensive',
    'Yes, I will take the discount',
    'Then I would like to buy two lanterns',
    'Yes, please',
    'And item 7 is broken, I want to return it',
    'Yes',
  ],
};
