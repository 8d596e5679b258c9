import type { Message } from 'rxswarm';
import type { QueuedRun } from 'rxswarm/bullmq';
import { newCustomer } from '../triage/shop.ts';

const NAMES = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Tony'] as const;

const user = (content: string): Message => ({ role: 'user', content });

/** Wishes of customers: some need a handoff, some are in the middle of a conversation. */
const WISHES: readonly Pick<QueuedRun, 'agent' | 'messages'>[] = [
  { agent: { name: 'Triage' }, messages: [user('I would like to buy two lanterns')] },
  {
    agent: { name: 'Sales' },
    messages: [
      user('I would like a tent'),
      { role: 'assistant', content: 'That makes 129.00 EUR. Shall I place the order for 1 × tent?' },
      user('Yes, please'),
    ],
  },
  { agent: { name: 'Triage' }, messages: [user('My stove, item_7, is broken and I want to return it')] },
];

/** Makes `count` customers of the camping shop, each with a wish. */
export const customers = (count: number): readonly QueuedRun[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `customer-${index + 1}`,
    ...(WISHES[index % WISHES.length] as (typeof WISHES)[number]),
    contextVariables: { ...newCustomer, customer: NAMES[index % NAMES.length] },
  }));
