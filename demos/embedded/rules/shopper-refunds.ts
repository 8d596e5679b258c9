import { call, say, type Decision } from '../decision.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule } from '../rule.ts';
import type { Done, Situation } from '../situation.ts';
import { GREETING, NO, quantityIn, THANKS, YES } from '../words.ts';
import { SHOP_WORDS } from '../vocabulary.ts';
import { reasonIn, WHAT_IS_WRONG } from './refunds.ts';
import { lineOf, ordersIn, OWN_ORDERS, type Order } from './shopper.ts';
import { BUY, SEND_BACK } from './shop-words.ts';

const WHICH_ORDER = /Which order is it/;
const HOW_MANY = /How many of them/;
const SHALL_I_REFUND = /Shall I refund (\d+) × [\p{L} ]+ of order (\d+) \(reason: (.*)\)\?/u;
const ORDER = /\b(\d{4,20})\b/;
const COUNT = /\b(?:\d{1,2}|one|two|three|four|five|six)\b(?! euros?)/i;
const ALL = /\b(?:all|both|everything|whole)\b/i;

/** Asks for missing details, one at a time, and for confirmation. */
const proceed = (results: readonly Done[], situation: Situation): Decision => {
  const orders = ordersIn(results).filter(({ quantity, refunded }) => refunded < quantity);
  const number = ORDER.exec(situation.topic)?.[1];
  const order = orders.find(({ id }) => String(id) === number) ?? onlyNamed(orders, situation.topic);
  if (order === undefined) return say(`${missing(number)}Which order is it? ${orders.map(lineOf).join('; ')}.`);
  const count = countIn(situation, order);
  if (count === undefined) return say(`Order ${lineOf(order)}. How many of them?`);
  const reason = reasonIn(situation);
  if (reason === undefined) return say(`I can take care of order ${order.id}. What is wrong with it?`);
  return say(`Shall I refund ${count} × ${order.product} of order ${order.id} (reason: ${reason})?`);
};

const missing = (number: string | undefined): string =>
  number === undefined ? '' : `I see no order ${number} of yours that could be refunded. `;

/** Finds the order of a product that the customer names. Two such orders are no answer. */
const onlyNamed = (orders: readonly Order[], words: string): Order | undefined => {
  const named = orders.filter(({ product }) =>
    product.split(' ').some((word) => new RegExp(`\\b${word}s?\\b`, 'i').test(words)),
  );
  return ORDER.test(words) || named.length > 1 ? undefined : named[0];
};

const countIn = ({ topic }: Situation, { quantity, refunded }: Order): number | undefined => {
  const left = quantity - refunded;
  if (left === 1 || ALL.test(topic)) return left;
  const count = COUNT.exec(topic)?.[0];
  return count === undefined ? undefined : quantityIn(count);
};

const refund: Rule = ({ asked: question }) => {
  const [, quantity, orderId, reason] = SHALL_I_REFUND.exec(question) ?? [];
  return call('refundOrder', { orderId: Number(orderId), quantity: Number(quantity), reason });
};

const look: Rule = () => call('listOrders');

export const shopperRefundsPersona: Persona = {
  speaks: offers('refundOrder'),
  vocabulary: SHOP_WORDS,
  rules: [
    after('refundOrder', ([refunded]) => say(`${refunded?.result ?? ''} Is there anything else?`)),
    after('listOrders', proceed),
    when(asked(SHALL_I_REFUND, YES), refund),
    when(asked(SHALL_I_REFUND, NO), () => say('All right, nothing is refunded. Is there anything else?')),
    when(asked(WHICH_ORDER, ORDER), look),
    when(asked(HOW_MANY, COUNT), look),
    when(said(THANKS), () => say('You are welcome. Have a good day!')),
    when(said(NO), () => say('All right. Have a good day!')),
    when(asked(WHICH_ORDER), look),
    when(asked(HOW_MANY), look),
    when(asked(WHAT_IS_WRONG), look),
    when(said(SEND_BACK), look),
    when(said(OWN_ORDERS), () => call('transferToTriage')),
    when(said(BUY), () => call('transferToTriage')),
    when(said(GREETING), look),
    otherwise('an order to send back ("the kettle is broken"), yes and no, and that you want to buy something.'),
  ],
};
