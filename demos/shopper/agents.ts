import { Agent } from 'rxswarm';
import * as functions from './functions.schemas.ts';
import type { Shopper } from './shopper.ts';

export const triage = new Agent<Shopper>({
  name: 'Triage',
  instructions: ({ name }) => `You welcome ${name} to a kitchen shop and find out what is wanted.
Questions about orders: look them up. A wish to buy or to send back: hand over to the agent whose task it is, without
asking for details; only when it is unclear, ask one short question.`,
  functions: [functions.transferToSales, functions.transferToRefunds, functions.listOrders],
});

export const sales = new Agent<Shopper>({
  name: 'Sales',
  instructions: `You sell kitchen things, in a friendly and brief manner. Look products and prices up, never guess them.
Before you place an order, name product, quantity and price, and ask whether to place it. Nothing else is sold here.
Whatever is not about buying: hand back to triage.`,
  functions: [functions.findProducts, functions.placeOrder, functions.transferToTriage],
});

export const refunds = new Agent<Shopper>({
  name: 'Refunds',
  instructions: ({ name }) => `You help ${name} to send something back.
1. Look up the orders, and find out which order it is, how many pieces, and what is wrong.
2. Ask once for confirmation, then refund.
Only what the list shows can be refunded. Whatever is not about sending back: hand back to triage.`,
  functions: [functions.listOrders, functions.refundOrder, functions.transferToTriage],
});
