import { call, say } from '../decision.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule, type Test } from '../rule.ts';
import type { Situation } from '../situation.ts';
import { mended } from '../spelling.ts';
import { SHOP_WORDS } from '../vocabulary.ts';
import { GREETING, NO, quantityIn, THANKS, YES } from '../words.ts';
import { BUY, GOODS, SEND_BACK } from './shop-words.ts';

const SHALL_I_ORDER = /Shall I place the order for (\d+) × ([a-z ]+)\?/;

/** Reads products and prices from the instructions. */
const pricesIn = ({ instructions }: Situation): readonly [string, number][] =>
  [...instructions.matchAll(/^([a-z ]+): (\d+) EUR$/gm)].map(([, product = '', price]) => [product, Number(price)]);

const productIn = (situation: Situation) => {
  const prices = pricesIn(situation);
  const words = mended(
    situation.said,
    prices.flatMap(([product]) => product.split(' ')),
  );
  return prices.find(([product]) => new RegExp(`\\b${product}s?\\b`, 'i').test(words));
};

const namesProduct: Test = (situation) => productIn(situation) !== undefined;

/** Names the price, discount included, and asks for confirmation. */
const quote: Rule = (situation) => {
  const [product, price] = productIn(situation) ?? [];
  if (product === undefined || price === undefined) return undefined;
  const discount = Number(/discount: (\d+) %/.exec(situation.instructions)?.[1] ?? 0);
  const quantity = Math.max(quantityIn(situation.said), 1);
  const total = ((price * quantity * (100 - discount)) / 100).toFixed(2);
  const reduced = discount > 0 ? ` with your ${String(discount)} % discount` : '';
  return say(`That makes ${total} EUR${reduced}. Shall I place the order for ${String(quantity)} × ${product}?`);
};

const order: Rule = ({ asked: question }) => {
  const [, quantity, product] = SHALL_I_ORDER.exec(question) ?? [];
  return call('placeOrder', { product, quantity: Number(quantity) });
};

const list: Rule = (situation) =>
  say(
    `We have ${pricesIn(situation)
      .map(([product, price]) => `${product} (${String(price)} EUR)`)
      .join(', ')}. What may it be?`,
  );

export const salesPersona: Persona = {
  speaks: offers('placeOrder'),
  vocabulary: SHOP_WORDS,
  rules: [
    after('placeOrder', ([ordered]) => say(`${ordered?.result ?? ''} Can I do anything else for you?`)),
    when(asked(SHALL_I_ORDER, YES), order),
    when(asked(SHALL_I_ORDER, NO), () => say('All right, nothing is ordered. Something else?')),
    when(said(SEND_BACK), () => call('transferToTriage')),
    when(namesProduct, quote),
    when(said(THANKS), () => say('Thank you, and enjoy the outdoors!')),
    when(said(NO), () => say('All right. Enjoy the outdoors!')),
    when(said(BUY), list),
    when(said(GOODS), list),
    when(said(GREETING), list),
    otherwise(
      'the products I sell ("two lanterns"), "what do you sell?", yes and no, and that you want to send something back.',
    ),
  ],
};
