import { call, say } from '../decision.ts';
import { offers, otherwise, said, when, type Persona } from '../rule.ts';
import { GREETING, THANKS } from '../words.ts';

export const BUY = /\b(?:buy|order|purchase|price|cost|costs|sell|how much|catalogue|need a|looking for|interested)\b/i;
export const SEND_BACK =
  /\b(?:refund\w*|return\w*|money back|send .*back|give .*back|broken|defective|damaged|too expensive)\b/i;

export const triagePersona: Persona = {
  speaks: offers('transferToSales', 'transferToRefunds'),
  rules: [
    when(said(SEND_BACK), () => call('transferToRefunds')),
    when(said(BUY), () => call('transferToSales')),
    when(said(GREETING), () => say('Hello! Would you like to buy something, or is it about sending something back?')),
    when(said(THANKS), () => say('You are welcome. Come back any time.')),
    otherwise('that you want to buy something, or to send something back.'),
  ],
};
