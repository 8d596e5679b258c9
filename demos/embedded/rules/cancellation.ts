import { call, say } from '../decision.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule } from '../rule.ts';
import { AIRLINE_WORDS } from '../vocabulary.ts';
import { NO, YES } from '../words.ts';
import { CANCEL, report, shared } from './airline.ts';
import { flightOf, isCancelled, isGold } from './flight.ts';

const WHICH = /a refund .* or a credit/;
const SHALL_I = /Shall I cancel .* and give you a (refund|credit)\?/;
const CHOICE = /\b(refund|money|credit|voucher)\b/i;

const ask: Rule = (situation) => {
  const fee = isGold(situation) ? 'free for you' : 'a fee of 80 EUR';
  return say(`It is about ${flightOf(situation)}. Would you like a refund (${fee}) or a credit for a year (free)?`);
};

const confirm: Rule = (situation) => {
  const compensation = /credit|voucher/i.test(situation.said) ? 'credit' : 'refund';
  return say(`Shall I cancel ${flightOf(situation)} and give you a ${compensation}?`);
};

const cancel: Rule = ({ asked: question }) => call('cancelFlight', { compensation: SHALL_I.exec(question)?.[1] });

export const cancellationPersona: Persona = {
  speaks: offers('cancelFlight'),
  vocabulary: AIRLINE_WORDS,
  rules: [
    after('cancelFlight', report),
    after('escalate', report),
    when(asked(SHALL_I, YES), cancel),
    when(asked(SHALL_I, NO), () => say('All right, the flight stays as it is. Can I do anything else for you?')),
    when(asked(WHICH, CHOICE), confirm),
    ...shared(CANCEL),
    when(said(CANCEL), (situation) =>
      isCancelled(situation)
        ? say('This flight is cancelled already. Can I do anything else for you?')
        : ask(situation),
    ),
    otherwise('that you want to cancel, "a refund" or "a credit", yes and no, or that you want to talk to a person.'),
  ],
};
