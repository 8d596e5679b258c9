import { Result, type Agent } from 'rxswarm';
import { refunds, sales, triage } from './agents.ts';
import { catalogue, type Product, type Shop } from './shop.ts';

/** Hands the customer to the sales agent: for questions about products and prices, and for orders. */
export function transferToSales(): Agent<Shop> {
  return sales;
}

/** Hands the customer to the refunds agent: for anything that was bought and is to go back. */
export function transferToRefunds(): Agent<Shop> {
  return refunds;
}

/** Hands the customer back to the triage agent: for everything that is not your task. */
export function transferToTriage(): Agent<Shop> {
  return triage;
}

/**
 * Places an order. Only after the customer has confirmed product, quantity and price.
 * @param product What is ordered.
 * @param quantity How many.
 * @minimum quantity 1
 * @maximum quantity 20
 * @multipleOf quantity 1
 */
export function placeOrder(product: Product, quantity = 1, contextVariables: Shop): Result<Shop> {
  const { discount, orders } = contextVariables;
  const price = (catalogue[product] * quantity * (100 - discount)) / 100;
  const order = `${quantity} × ${product} for ${price.toFixed(2)} EUR`;
  const reduced = discount > 0 ? `, ${discount} % discount included` : '';
  return new Result<Shop>({
    value: `Ordered: ${order}${reduced}.`,
    contextVariables: { orders: [...orders, order], discount: 0 },
  });
}

/**
 * Refunds an item. Only after the customer has confirmed it.
 * @param itemId The item, such as `item_99`.
 * @pattern itemId ^item_[0-9]{1,6}$
 * @param reason Why it goes back, in the customer's words.
 * @maxLength reason 200
 */
export function processRefund(itemId: string, reason = 'not given', contextVariables: Shop): string | Result<Shop> {
  const { refunds: refunded } = contextVariables;
  if (refunded.includes(itemId)) return `${itemId} was refunded already.`;
  return new Result<Shop>({
    value: `Refunded: ${itemId} (reason: ${reason}). The money arrives within three days.`,
    contextVariables: { refunds: [...refunded, itemId] },
  });
}

/** Gives the customer 10 % off the next order: offer it to those who find an item too expensive. */
export function applyDiscount(): Result<Shop> {
  return new Result<Shop>({ value: 'Discount applied: 10 % off the next order.', contextVariables: { discount: 10 } });
}
