import { call, say } from '../decision.ts';
import { offers, otherwise, said, when, type Persona } from '../rule.ts';
import { SHOP_WORDS } from '../vocabulary.ts';
import { GREETING, THANKS } from '../words.ts';
import { BUY, GOODS, leans, OWNED, SEND_BACK } from './shop-words.ts';

export const triagePersona: Persona = {
  speaks: offers('transferToSales', 'transferToRefunds'),
  vocabulary: SHOP_WORDS,
  rules: [
    when(said(SEND_BACK), () => call('transferToRefunds')),
    when(said(BUY), () => call('transferToSales')),
    when(said(OWNED), () => call('transferToRefunds')),
    when(said(GOODS), () => call('transferToSales')),
    when(said(GREETING), () => say('Hello! Would you like to buy something, or is it about sending something back?')),
    when(said(THANKS), () => say('You are welcome. Come back any time.')),
    leans,
    otherwise('that you want to buy something, or to send something back.'),
  ],
};
