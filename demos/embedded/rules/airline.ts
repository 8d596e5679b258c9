import { call, say } from '../decision.ts';
import { leaning, mostLikely } from '../leaning.ts';
import { phrases } from '../phrases.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule, type Test } from '../rule.ts';
import type { Done } from '../situation.ts';
import { AIRLINE_WORDS } from '../vocabulary.ts';
import { GREETING, NO, PERSON, THANKS } from '../words.ts';
import { flightOf } from './flight.ts';

export const BAGGAGE = phrases(
  'bag | bags | baggage | luggage | suitcase* | backpack* | rucksack* | holdall | trolley | case is lost | carousel',
  'belongings | clothes | my things | stroller | pram | buggy | pushchair | wheelchair | skis | snowboard | guitar | bike',
  'left … on board | left … on the plane | left behind | they lost | you lost | airline lost | got lost | lost and found',
  'is missing | are missing | gone missing | went missing | never arrived | never showed up | never turned up',
);
export const CANCEL = phrases(
  'cancel* | call … off | call off | refund* | money back | voucher* | credit note | not fly* any more | not fly* anymore',
  "don't want to fly | don't want to go | don't need … flight | not going any more | not going anymore | scrap | drop out",
);
export const CHANGE = phrases(
  'chang* | move | moving | shift | swap* | switch* | postpone* | push … back | bring … forward | delay my | reschedul*',
  'rebook* | book me on | put me on | another day | another time | another flight | another date | other flight',
  'next flight | later | earlier | sooner | instead | different | a day after | the day after | the day before',
);
/** Somebody cannot fly as booked, and has not said what is to be done. */
const HINDERED = phrases(
  "can't make | can't go | can't come | can't fly | can't travel | won't make | cannot make | cannot go | cannot fly",
  "won't be able | not be able | unable to | not able to | something came up | something has come up | sick | ill",
  'in hospital | emergency | stuck in | running late | be late | will miss | going to miss | missed | overslept',
);
const FLIGHT = /\b(?:flights?|fly(?:ing)?|plane|booking|ticket|trip)\b/i;
const WHICH_FLIGHT = /\b(?:what|which|when)\b.*\b(?:flights?|fly|plane|leave|depart\w*|booked)\b/i;
const ANYTHING_ELSE = /anything else/i;

/** Rules that all specialists share: escalation on request, closing the case, and the way back to triage. */
export const shared = (ownTopic: RegExp): readonly Rule[] => [
  when(said(PERSON), ({ said: words }) => call('escalate', { reason: words })),
  when(asked(ANYTHING_ELSE, NO), () => call('closeCase')),
  when(said(THANKS), () => call('closeCase')),
  when(isFor([BAGGAGE, CANCEL, CHANGE], ownTopic), () => call('transferToTriage')),
];

/**
 * Requests that also concern the current agent stay with it. Otherwise "cancel it or change it" would be handed back
 * and forth for ever.
 */
const isFor =
  (topics: readonly RegExp[], own: RegExp): Test =>
  ({ said: words }) =>
    !own.test(words) && topics.some((topic) => topic.test(words));

/** Repeats the result of a function, and asks whether anything else is needed. */
export const report = (done: readonly Done[]) => say(`${done.at(-1)?.result ?? ''} Can I do anything else for you?`);

/** Weighs the words where no phrase decided. */
const LEANINGS = [
  leaning(
    'transferToBaggage',
    'belt | baggage claim | checked in | checked items | hold luggage | golf clubs | receipt | tag | lost property | parcel',
    'landed | arrived | arrive | came | come | nothing | waited | waiting | still in | still at | items | my stuff | damaged | left',
  ),
  leaning(
    'transferToModification',
    'depart* | leave on | leave earlier | leave later | stay home | stay at home | fever | surgery | doctor | visa | quarantine',
    'kid | kids | wife | husband | mother | father | work | meeting | wedding | evening | morning | noon | week | weekend | month',
  ),
  leaning(
    'transferToModification',
    'schedule | itinerary | seat | reservation | connection | return leg | date | dates | if i … fly | other time',
    'monday | tuesday | wednesday | thursday | friday | saturday | sunday | today | tomorrow | rather | prefer | go | home',
  ),
  leaning(
    'escalate',
    'an agent | useless | ridiculous | unacceptable | lawyer | call me | phone number | hotline | employee | staff | a human',
    'chat | bot | talk | speak | angry | fed up | help me | someone | somebody | please | real',
  ),
] as const;

const leans: Rule = ({ said: words }) => {
  const step = mostLikely(words, LEANINGS);
  return step && call(step, step === 'escalate' ? { reason: words } : {});
};

export const airlineTriagePersona: Persona = {
  speaks: offers('transferToModification', 'transferToBaggage'),
  vocabulary: AIRLINE_WORDS,
  rules: [
    after('closeCase', () => say('Thank you for choosing Rx Air. Have a good journey!')),
    after('escalate', report),
    when(said(PERSON), ({ said: words }) => call('escalate', { reason: words })),
    when(said(BAGGAGE), () => call('transferToBaggage')),
    when(said(CANCEL), () => call('transferToModification')),
    when(said(CHANGE), () => call('transferToModification')),
    when(said(WHICH_FLIGHT), (situation) =>
      say(`It is ${flightOf(situation)}; the time is on your ticket. Do you want to change or cancel this flight?`),
    ),
    when(said(HINDERED), () => call('transferToModification')),
    when(said(FLIGHT), () => call('transferToModification')),
    when(said(GREETING), () => say('Welcome to Rx Air! Is it about your flight, or about a bag that did not arrive?')),
    when(said(THANKS), () => say('You are welcome. Have a good journey!')),
    when(said(NO), () => say('All right. Have a good journey!')),
    leans,
    otherwise(
      'that you want to cancel or change your flight, that a bag did not arrive, or that you want to talk to a person.',
    ),
  ],
};

const cancelOrChange: Rule = () => say('Would you like to cancel your flight, or to change it to another day?');

export const modificationPersona: Persona = {
  speaks: offers('transferToCancellation', 'transferToChange'),
  vocabulary: AIRLINE_WORDS,
  rules: [
    when(said(BAGGAGE), () => call('transferToTriage')),
    when(said(CANCEL), () => call('transferToCancellation')),
    when(said(CHANGE), () => call('transferToChange')),
    when(said(PERSON), () => call('transferToTriage')),
    when(said(FLIGHT), cancelOrChange),
    when(said(HINDERED), cancelOrChange),
    otherwise('that you want to cancel your flight, or to change it to another day.'),
  ],
};
