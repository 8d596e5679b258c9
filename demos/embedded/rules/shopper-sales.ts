import { call, say, type Decision } from '../decision.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule } from '../rule.ts';
import type { Done, Situation } from '../situation.ts';
import { GREETING, NO, quantityIn, THANKS, YES } from '../words.ts';
import { mended } from '../spelling.ts';
import { SHOP_WORDS } from '../vocabulary.ts';
import { ADD, OWN_ORDERS } from './shopper.ts';
import { BUY, GOODS, SEND_BACK } from './shop-words.ts';

interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly stock: number;
}

const SHALL_I_ORDER = /Shall I place the order for (\d+) × [\p{L} ]+ \((P-\d+)\)\?/u;
/** Words that say nothing about a product. */
const FILLER =
  /\b(?:i|we|you|it|a|an|the|is|are|do|does|can|to|of|and|or|for|me|my|any|have|has|got|want|need|like|would|please|some\w*|thing|who|what|how|much|buy|order|sell|looking|under|below|euros?|eur|now|also|then|add|put|anything|got|give|would|somebody|someone|loves?|still|available|cheapest|one|two|three|four|five|six|with)\b|\d+/gi;
const LIMIT = /\b(?:under|below|less than|at most|up to|max\w*)\s+(\d{1,4})\b/i;

const search: Rule = ({ said: words }) => {
  const limit = LIMIT.exec(words)?.[1];
  const wanted = words
    .replace(FILLER, ' ')
    .replace(/[^\p{L} ]+|\s+/gu, ' ')
    .trim()
    .slice(0, 100);
  return call('findProducts', { words: wanted, ...(limit !== undefined && { maxPrice: Number(limit) * 100 }) });
};

const found = (results: readonly Done[], situation: Situation): Decision => {
  const products = JSON.parse(results.at(-1)?.result ?? '[]') as readonly Product[];
  const words = mended(
    situation.said,
    products.flatMap(({ name }) => name.toLowerCase().split(' ')),
  );
  const named = products.filter(({ name }) => new RegExp(`\\b${name}s?\\b`, 'i').test(words));
  const [only] = named.length === 1 ? named : products;
  if (only === undefined) return results.length === 1 ? call('findProducts', {}) : say('I found nothing like that.');
  return named.length === 1 || products.length === 1 ? quote(only, situation) : choice(products, results.length > 1);
};

const euros = (cents: number): string => `${(cents / 100).toFixed(2)} EUR`;

const choice = (products: readonly Product[], isAll: boolean): Decision => {
  const list = products.map(({ name, price }) => `${name} (${euros(price)})`).join(', ');
  return say(
    isAll ? `I did not find that. We have ${list}. Which one may it be?` : `There is ${list}. Which one may it be?`,
  );
};

const quote = ({ id, name, price, stock }: Product, { said: words }: Situation): Decision => {
  const quantity = Math.max(quantityIn(words), 1);
  if (stock < quantity)
    return say(`I am sorry: ${stock === 0 ? `no ${name} is` : `only ${stock} × ${name} are`} in stock.`);
  return say(`That makes ${euros(price * quantity)}. Shall I place the order for ${quantity} × ${name} (${id})?`);
};

const order: Rule = ({ asked: question }) => {
  const [, quantity, productId] = SHALL_I_ORDER.exec(question) ?? [];
  return call('placeOrder', { productId, quantity: Number(quantity) });
};

export const shopperSalesPersona: Persona = {
  speaks: offers('findProducts', 'placeOrder'),
  vocabulary: SHOP_WORDS,
  rules: [
    after('placeOrder', ([ordered]) => say(`${ordered?.result ?? ''} Can I do anything else for you?`)),
    after('findProducts', found),
    when(asked(SHALL_I_ORDER, YES), order),
    when(asked(SHALL_I_ORDER, NO), () => say('All right, nothing is ordered. Something else?')),
    when(said(SEND_BACK), () => call('transferToTriage')),
    when(said(ADD), search),
    when(said(OWN_ORDERS), () => call('transferToTriage')),
    when(said(THANKS), () => say('Thank you, and enjoy your kitchen!')),
    when(said(NO), () => say('All right. Enjoy your kitchen!')),
    when(said(GREETING), search),
    when(said(BUY), search),
    when(said(GOODS), search),
    when(asked(/Which one|anything else|Something else|in stock/), search),
    otherwise('the things I sell ("two mugs"), yes and no, and that you want to send something back.'),
  ],
};
