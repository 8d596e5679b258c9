import { call, say } from '../decision.ts';
import { phrases } from '../phrases.ts';
import { after, offers, otherwise, said, when, type Persona } from '../rule.ts';
import type { Done } from '../situation.ts';
import { GREETING, NO, THANKS } from '../words.ts';
import { SHOP_WORDS } from '../vocabulary.ts';
import { BUY, GOODS, leans, OWNED, SEND_BACK } from './shop-words.ts';

/** An order as `listOrders` returns it. */
export interface Order {
  readonly id: number;
  readonly product: string;
  readonly quantity: number;
  readonly placedOn: string;
  readonly status: string;
  readonly refunded: number;
}

export const OWN_ORDERS = phrases(
  'my order | my orders | my last order* | my recent order* | my latest order* | my purchase* | my parcel* | my package*',
  'my delivery | order history | order status | status of my | track | tracking | where is my | when will my | my stuff',
  'did i order | did i buy | did i pay | did i get | have i ordered | have i bought | i ordered last | i bought last',
  'i bought | i ordered | what i got | i paid | been sent | sent yet | on its way | arrive* | everything i | list of … orders | shipped | shipment',
);
export const ADD = phrases('add … to my | put … in my | put … on my');
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
    when(said(ADD), () => call('transferToSales')),
    when(said(OWN_ORDERS), () => call('listOrders')),
    when(said(FOREIGN_ORDERS), () => say('I see your own orders only. Shall I list them?')),
    when(said(BUY), () => call('transferToSales')),
    when(said(OWNED), () => call('transferToRefunds')),
    when(said(GOODS), () => call('transferToSales')),
    when(said(GREETING), () => say('Hello! Would you like to buy something, or is it about one of your orders?')),
    when(said(THANKS), () => say('You are welcome. Come back any time.')),
    when(said(NO), () => say('All right. Come back any time.')),
    leans,
    otherwise('"show me my orders", that you want to buy something, or to send something back.'),
  ],
};
