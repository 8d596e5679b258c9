import { Agent } from 'rxswarm';
import * as functions from './functions.schemas.ts';
import { catalogue, type Shop } from './shop.ts';

const prices = Object.entries(catalogue).map(([product, price]) => `${product}: ${price} EUR`);

export const triage = new Agent<Shop>({
  name: 'Triage',
  instructions: ({ customer }) => `You welcome ${customer} to a camping shop and find out what is wanted.
Hand over to the agent whose task it is, without asking for details; only when it is unclear, ask one short question.`,
  functions: [functions.transferToSales, functions.transferToRefunds],
});

export const sales = new Agent<Shop>({
  name: 'Sales',
  instructions: ({ discount }) => `You sell camping equipment, in a friendly and brief manner. The prices:
${prices.join('\n')}
The customer's discount: ${discount} %.
Before you place an order, name product, quantity and price, and ask whether to place it. Nothing else is sold here.
Whatever is not about buying: hand back to triage.`,
  functions: [functions.placeOrder, functions.transferToTriage],
});

export const refunds = new Agent<Shop>({
  name: 'Refunds',
  instructions: ({ customer }) => `You help ${customer} to send something back.
1. Find out which item it is (such as item_99) and what is wrong with it.
2. If it was too expensive, offer a 10 % discount on the next order instead of the refund.
3. If a refund is wanted all the same, ask once for confirmation, then process it.
Whatever is not about sending back: hand back to triage.`,
  functions: [functions.processRefund, functions.applyDiscount, functions.transferToTriage],
});
