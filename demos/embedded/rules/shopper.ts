import { call, say } from '../decision.ts';
import { after, offers, otherwise, said, when, type Persona } from '../rule.ts';
import type { Done } from '../situation.ts';
import { GREETING, NO, THANKS } from '../words.ts';
import { SHOP_WORDS } from '../vocabulary.ts';
import { BUY, SEND_BACK } from './triage.ts';

/** An order as `listOrders` returns it. */
export interface Order {
  readonly id: number;
  readonly product: string;
  readonly quantity: number;
  readonly placedOn: string;
  readonly status: string;
  readonly refunded: number;
}

export const OWN_ORDERS =
  /\b(?:my (?:last |recent |latest )?(?:orders?|purchases?|parcels?|package|delivery)|did i (?:order|buy)|i (?:ordered|bought) last)\b/i;
const FOREIGN_ORDERS = /\b(?:orders? (?:of|from|for|by) (?!mine|today)\p{L}+|\p{L}+(?<!it)['’]s orders?)\b/iu;

export const ordersIn = (results: readonly Done[]): readonly Order[] =>
  JSON.parse(results.at(-1)?.result ?? '[]') as readonly Order[];

export const lineOf = ({ id, quantity, product }: Order): string => `${id}: ${quantity} × ${product}`;

const listed = (results: readonly Done[]) => {
  const orders = ordersIn(results).map(
    (order) => `${lineOf(order)} (${order.status}${order.refunded > 0 ? `, ${order.refunded} refunded` : ''})`,
  );
  return say(
    orders.length === 0 ? 'You have no orders yet.' : `Your orders: ${orders.join('; ')}. What can I do for you?`,
  );
};

export const shopperPersona: Persona = {
  speaks: offers('transferToSales', 'transferToRefunds', 'listOrders'),
  vocabulary: SHOP_WORDS,
  rules: [
    after('listOrders', listed),
    when(said(SEND_BACK), () => call('transferToRefunds')),
    when(said(OWN_ORDERS), () => call('listOrders')),
    when(said(FOREIGN_ORDERS), () => say('I see your own orders only. Shall I list them?')),
    when(said(BUY), () => call('transferToSales')),
    when(said(GREETING), () => say('Hello! Would you like to buy something, or is it about one of your orders?')),
    when(said(THANKS), () => say('You are welcome. Come back any time.')),
    when(said(NO), () => say('All right. Come back any time.')),
    otherwise('"show me my orders", that you want to buy something, or to send something back.'),
  ],
};
