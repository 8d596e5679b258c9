import { call, say } from '../decision.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule, type Test } from '../rule.ts';
import type { Done } from '../situation.ts';
import { AIRLINE_WORDS } from '../vocabulary.ts';
import { GREETING, NO, PERSON, THANKS } from '../words.ts';
import { flightOf } from './flight.ts';

export const BAGGAGE = /\b(?:bag|bags|baggage|luggage|suitcase|backpack|rucksack|belongings|case is lost)\b/i;
export const CANCEL =
  /\b(?:cancel\w*|call off|refund|money back|not (?:fly|travel)(?:ing)? any ?more|don't want to fly)\b/i;
export const CHANGE =
  /\b(?:chang\w+|mov(?:e|ing)|postpone|reschedul\w+|rebook\w*|another (?:day|time|flight|date)|swap\w*|switch\w*|later|earlier|instead|different)\b/i;
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
    when(said(FLIGHT), () => call('transferToModification')),
    when(said(GREETING), () => say('Welcome to Rx Air! Is it about your flight, or about a bag that did not arrive?')),
    when(said(THANKS), () => say('You are welcome. Have a good journey!')),
    when(said(NO), () => say('All right. Have a good journey!')),
    otherwise(
      'that you want to cancel or change your flight, that a bag did not arrive, or that you want to talk to a person.',
    ),
  ],
};

export const modificationPersona: Persona = {
  speaks: offers('transferToCancellation', 'transferToChange'),
  vocabulary: AIRLINE_WORDS,
  rules: [
    when(said(BAGGAGE), () => call('transferToTriage')),
    when(said(CANCEL), () => call('transferToCancellation')),
    when(said(CHANGE), () => call('transferToChange')),
    when(said(PERSON), () => call('transferToTriage')),
    when(said(FLIGHT), () => say('Would you like to cancel your flight, or to change it to another day?')),
    otherwise('that you want to cancel your flight, or to change it to another day.'),
  ],
};
