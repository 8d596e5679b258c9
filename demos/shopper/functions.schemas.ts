// Written by `rxswarm introspect functions.ts`: change the functions and run it again, not this file.
// Content: 4f9c1166dfbcffd8

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

export const listOrders: typeof functions.listOrders = withSchema(functions.listOrders, {
  name: 'listOrders',
  description: "Lists the customer's own orders, the latest first. Prices are in cents.",
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: ['contextVariables'],
  strict: true,
});

export const findProducts: typeof functions.findProducts = withSchema(functions.findProducts, {
  name: 'findProducts',
  description: 'Finds products by words of their names and descriptions. Prices are in cents.',
  parameters: {
    type: 'object',
    properties: {
      words: {
        type: 'string',
        description: 'The words. Without words, all products are listed.',
        maxLength: 100,
        default: '',
      },
      maxPrice: {
        type: 'number',
        description: 'The most that a piece may cost, in cents.',
        maximum: 1000000,
        minimum: 0,
        default: 1000000,
      },
    },
    additionalProperties: false,
  },
  order: ['words', 'maxPrice'],
  strict: true,
  defaults: { words: '', maxPrice: 1000000 },
});

export const placeOrder: typeof functions.placeOrder = withSchema(functions.placeOrder, {
  name: 'placeOrder',
  description: 'Places an order. Only after the customer has confirmed product, quantity and price.',
  parameters: {
    type: 'object',
    properties: {
      productId: { type: 'string', description: 'The product, such as `P-104`.', pattern: '^P-[0-9]{3}$' },
      quantity: { type: 'number', description: 'How many.', multipleOf: 1, maximum: 20, minimum: 1, default: 1 },
    },
    required: ['productId'],
    additionalProperties: false,
  },
  order: ['productId', 'quantity', 'contextVariables', '$call'],
  strict: true,
  defaults: { quantity: 1 },
});

export const refundOrder: typeof functions.refundOrder = withSchema(functions.refundOrder, {
  name: 'refundOrder',
  description: 'Refunds pieces of an order. Only after the customer has confirmed it.',
  parameters: {
    type: 'object',
    properties: {
      orderId: {
        type: 'number',
        description: "The order's number, such as 1003.",
        multipleOf: 1,
        maximum: 999999999,
        minimum: 1,
      },
      quantity: { type: 'number', description: 'How many pieces of it.', multipleOf: 1, maximum: 20, minimum: 1 },
      reason: { type: 'string', description: "Why it goes back, in the customer's words.", maxLength: 200 },
    },
    required: ['orderId', 'quantity', 'reason'],
    additionalProperties: false,
  },
  order: ['orderId', 'quantity', 'reason', 'contextVariables', '$call'],
  strict: true,
});
