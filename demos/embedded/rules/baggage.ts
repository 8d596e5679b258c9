import { call, say } from '../decision.ts';
import { after, offers, otherwise, said, when, type Persona, type Rule } from '../rule.ts';
import { AIRLINE_WORDS } from '../vocabulary.ts';
import { bagTagIn } from '../words.ts';
import { BAGGAGE, report, shared } from './airline.ts';

const search: Rule = ({ said: words }) => {
  const bagTag = bagTagIn(words);
  return bagTag === undefined ? undefined : call('searchBaggage', { bagTag });
};

const askForTag: Rule = () =>
  say('I am sorry. What is the number on your baggage receipt? It has two letters and six digits, such as RX123456.');

export const baggagePersona: Persona = {
  speaks: offers('searchBaggage'),
  vocabulary: AIRLINE_WORDS,
  rules: [
    after('searchBaggage', report),
    after('escalate', report),
    search,
    ...shared(BAGGAGE),
    when(said(BAGGAGE), askForTag),
    otherwise('the number on a baggage receipt (such as RX123456), or that you want to talk to a person.'),
  ],
};
