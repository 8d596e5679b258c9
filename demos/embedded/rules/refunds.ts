import { call, say } from '../decision.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule } from '../rule.ts';
import type { Done, Situation } from '../situation.ts';
import { SHOP_WORDS } from '../vocabulary.ts';
import { GREETING, itemIn, NO, THANKS, YES } from '../words.ts';
import { BUY, FAULT, SEND_BACK } from './shop-words.ts';

const WHICH_ITEM = /Which item is it/;
export const WHAT_IS_WRONG = /What is wrong with it/;
const DISCOUNT_INSTEAD = /10 % off your next order instead/;
const SHALL_I_REFUND = /Shall I refund (item_\d+) \(reason: (.*)\)\?/;
const EXPENSIVE = /\b(?:expensive|cheaper|price|overpriced|costs? too much)\b/i;

/** Finds the customer's reason: a stock phrase anywhere in the conversation, or the answer to the question for it. */
export const reasonIn = ({ topic, said: words, asked: question }: Situation): string | undefined =>
  FAULT.exec(topic)?.[0] ?? (WHAT_IS_WRONG.test(question) ? words.replace(/[.!]+$/, '') : undefined);

const confirm = (item: string, reason: string) => say(`Shall I refund ${item} (reason: ${reason})?`);

/** Asks for missing details, offers the discount once when the price is the reason, and asks for confirmation. */
const proceed: Rule = (situation) => {
  const item = itemIn(situation.topic);
  const reason = reasonIn(situation);
  if (item === undefined)
    return say('I am sorry to hear that. Which item is it? You find it on the bill, such as item_99.');
  if (reason === undefined) return say(`I can take care of ${item}. What is wrong with it?`);
  if (!EXPENSIVE.test(situation.topic) || DISCOUNT_INSTEAD.test(situation.asked)) return confirm(item, reason);
  return say(`I understand that ${item} felt expensive. Would you keep it and take 10 % off your next order instead?`);
};

const refund: Rule = ({ asked: question }) => {
  const [, itemId, reason] = SHALL_I_REFUND.exec(question) ?? [];
  return call('processRefund', { itemId, reason });
};

const report = (done: readonly Done[]) => say(`${done.at(-1)?.result ?? ''} Is there anything else?`);

export const refundsPersona: Persona = {
  speaks: offers('processRefund', 'applyDiscount'),
  vocabulary: SHOP_WORDS,
  rules: [
    after('processRefund', report),
    after('applyDiscount', report),
    when(asked(SHALL_I_REFUND, YES), refund),
    when(asked(SHALL_I_REFUND, NO), () => say('All right, nothing is refunded. Is there anything else?')),
    when(asked(DISCOUNT_INSTEAD, YES), () => call('applyDiscount')),
    when(asked(DISCOUNT_INSTEAD), proceed),
    when(asked(WHICH_ITEM, /\d/), proceed),
    when(asked(WHAT_IS_WRONG), proceed),
    when(said(SEND_BACK), proceed),
    when(said(BUY), () => call('transferToTriage')),
    when(said(THANKS), () => say('You are welcome. Have a good day!')),
    when(said(NO), () => say('All right. Have a good day!')),
    when(said(GREETING), proceed),
    otherwise('an item to send back ("item_99 is broken"), yes and no, and that you want to buy something.'),
  ],
};
