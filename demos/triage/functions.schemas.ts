// Written by `rxswarm introspect functions.ts`: change the functions and run it again, not this file.
// Content: 7a9dcac4026e65c3

import { withSchema } from 'rxswarm/schema';
import * as functions from './functions.ts';

export const transferToSales: typeof functions.transferToSales = withSchema(functions.transferToSales, {
  name: 'transferToSales',
  description: 'Hands the customer to the sales agent: for questions about products and prices, and for orders.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});

export const transferToRefunds: typeof functions.transferToRefunds = withSchema(functions.transferToRefunds, {
  name: 'transferToRefunds',
  description: 'Hands the customer to the refunds agent: for anything that was bought and is to go back.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});

export const transferToTriage: typeof functions.transferToTriage = withSchema(functions.transferToTriage, {
  name: 'transferToTriage',
  description: 'Hands the customer back to the triage agent: for everything that is not your task.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});

export const placeOrder: typeof functions.placeOrder = withSchema(functions.placeOrder, {
  name: 'placeOrder',
  description: 'Places an order. Only after the customer has confirmed product, quantity and price.',
  parameters: {
    type: 'object',
    properties: {
      product: {
        type: 'string',
        enum: ['tent', 'lantern', 'stove', 'sleeping bag', 'rain jacket'],
        description: 'What is ordered.',
      },
      quantity: { type: 'number', description: 'How many.', multipleOf: 1, maximum: 20, minimum: 1, default: 1 },
    },
    required: ['product'],
    additionalProperties: false,
  },
  order: ['product', 'quantity', 'contextVariables'],
  strict: true,
  defaults: { quantity: 1 },
});

export const processRefund: typeof functions.processRefund = withSchema(functions.processRefund, {
  name: 'processRefund',
  description: 'Refunds an item. Only after the customer has confirmed it.',
  parameters: {
    type: 'object',
    properties: {
      itemId: { type: 'string', description: 'The item, such as `item_99`.', pattern: '^item_[0-9]{1,6}$' },
      reason: {
        type: 'string',
        description: "Why it goes back, in the customer's words.",
        maxLength: 200,
        default: 'not given',
      },
    },
    required: ['itemId'],
    additionalProperties: false,
  },
  order: ['itemId', 'reason', 'contextVariables'],
  strict: true,
  defaults: { reason: 'not given' },
});

export const applyDiscount: typeof functions.applyDiscount = withSchema(functions.applyDiscount, {
  name: 'applyDiscount',
  description: 'Gives the customer 10 % off the next order: offer it to those who find an item too expensive.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});
