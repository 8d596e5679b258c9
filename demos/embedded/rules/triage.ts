import { call, say } from '../decision.ts';
import { offers, otherwise, said, when, type Persona } from '../rule.ts';
import { SHOP_WORDS } from '../vocabulary.ts';
import { GREETING, THANKS } from '../words.ts';

export const BUY =
  /\b(?:buy|order|purchase|prices?|costs?|sell|how much|catalogue|cheap\w*|present|gift|looking for|interested|something for|gimme|give me|(?:need|want|got|get|have|like) (?:an?|any|some|two|three|four|five|six|\d+)|(?:do|have) (?:you|u) (?:have|got))\b/i;

/** Stock phrases for what is wrong with an item. */
export const FAULT =
  /\b(?:too (?!much|many|please|bad|late)\w+|broke\w*|defective|faulty|damaged|cracked|smashed|torn|ripped|blunt|leak\w*|holes?|(?:came|fell|falls) off|wrong \w+|not working|stopped working|(?:doesn['’]?t|does not|didn['’]?t|did not|don['’]?t|do not) (?:fit|work|like|want)(?: (?:it|them))?|changed my mind|never arrived)\b/i;

const BACK = /\b(?:refund\w*|return\w*|exchang\w*|money back|the (?:cash|money)|(?:send|give|take|bring)\b.* back)\b/i;

export const SEND_BACK = new RegExp(`${BACK.source}|${FAULT.source}`, 'i');

export const triagePersona: Persona = {
  speaks: offers('transferToSales', 'transferToRefunds'),
  vocabulary: SHOP_WORDS,
  rules: [
    when(said(SEND_BACK), () => call('transferToRefunds')),
    when(said(BUY), () => call('transferToSales')),
    when(said(GREETING), () => say('Hello! Would you like to buy something, or is it about sending something back?')),
    when(said(THANKS), () => say('You are welcome. Come back any time.')),
    otherwise('that you want to buy something, or to send something back.'),
  ],
};
