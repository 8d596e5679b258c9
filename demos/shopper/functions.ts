import type { Agent, CallContext } from 'rxswarm';
import { refunds, sales, triage } from './agents.ts';
import { ordersOf, purchase, type Order } from './orders.ts';
import { productsWith, type Product } from './products.ts';
import { refund } from './refunds.ts';
import type { Shopper } from './shopper.ts';

/** Hands the customer to the sales agent: for questions about products and prices, and for orders. */
export function transferToSales(): Agent<Shopper> {
  return sales;
}

/** Hands the customer to the refunds agent: for anything that was bought and is to go back. */
export function transferToRefunds(): Agent<Shopper> {
  return refunds;
}

/** Hands the customer back to the triage agent: for everything that is not your task. */
export function transferToTriage(): Agent<Shopper> {
  return triage;
}

/** Lists the customer's own orders, the latest first. Prices are in cents. */
export function listOrders(contextVariables: Shopper): readonly Order[] {
  return ordersOf(contextVariables.userId);
}

/**
 * Finds products by words of their names and descriptions. Prices are in cents.
 * @param words The words. Without words, all products are listed.
 * @maxLength words 100
 * @param maxPrice The most that a piece may cost, in cents.
 * @minimum maxPrice 0
 * @maximum maxPrice 1000000
 */
export function findProducts(words = '', maxPrice = 1_000_000): readonly Product[] {
  return productsWith(words, maxPrice);
}

/**
 * Places an order. Only after the customer has confirmed product, quantity and price.
 * @param productId The product, such as `P-104`.
 * @pattern productId ^P-[0-9]{3}$
 * @param quantity How many.
 * @minimum quantity 1
 * @maximum quantity 20
 * @multipleOf quantity 1
 */
export function placeOrder(
  productId: string,
  quantity = 1,
  contextVariables: Shopper,
  { idempotencyKey }: CallContext,
): string {
  return purchase({ userId: contextVariables.userId, productId, quantity, idempotencyKey });
}

/**
 * Refunds pieces of an order. Only after the customer has confirmed it.
 * @param orderId The order's number, such as 1003.
 * @minimum orderId 1
 * @maximum orderId 999999999
 * @multipleOf orderId 1
 * @param quantity How many pieces of it.
 * @minimum quantity 1
 * @maximum quantity 20
 * @multipleOf quantity 1
 * @param reason Why it goes back, in the customer's words.
 * @maxLength reason 200
 */
export function refundOrder(
  orderId: number,
  quantity: number,
  reason: string,
  contextVariables: Shopper,
  { idempotencyKey }: CallContext,
): string {
  return refund({ userId: contextVariables.userId, orderId, quantity, reason, idempotencyKey });
}
