import type { Demo } from '../demo.ts';
import { IDEAS } from '../ideas.ts';
import { helper } from './agents.ts';
import { newCustomer, type Customer } from './customer.ts';

export const demo: Demo<Customer> = {
  title: 'Support: a help centre of two hundred articles',
  agents: [helper],
  contextVariables: newCustomer,
  ideas: IDEAS.support,
  script: [
    'Hello!',
    'I forgot my pasword',
    'Please mail that to ada@example.com',
    'Can I get my money back?',
    'Which wine goes with fish?',
    'No, but open a ticket: the app crashes when I paste a table',
    'Thanks, that is all',
  ],
};
