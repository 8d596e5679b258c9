import { call, say } from '../decision.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule } from '../rule.ts';
import type { Done } from '../situation.ts';
import { AIRLINE_WORDS } from '../vocabulary.ts';
import { flightIn, NO, weekdayIn, YES } from '../words.ts';
import { CHANGE, report, shared } from './airline.ts';
import { isGold } from './flight.ts';

const WHICH_DAY = /To which day/;
const WHICH_FLIGHT = /On (\w+) there (?:is|are) (.*)\. Which one/;
const SHALL_I = /Shall I move you to (\w+) on (\w+)/;

/** Finds the last day named in a sentence, as in "not Thursday but Friday". */
const wantedDay = (text: string): string | undefined => {
  const [, after = ''] = /\b(?:to|on|for|but|until)\b(?!.*\b(?:to|but|until)\b)(.*)/i.exec(text) ?? [];
  return weekdayIn(after) ?? weekdayIn(text);
};

/** Recognises a day that the customer does not want, as in "I cannot fly on Thursday". */
const start: Rule = ({ said: words, topic }) => {
  const day = /\b(?:can't|cannot|not|don't)\b/i.test(topic) ? undefined : wantedDay(words);
  return day === undefined ? say('To which day would you like to move?') : call('findFlights', { day });
};

const look: Rule = ({ said: words }) => {
  const day = wantedDay(words);
  return day === undefined ? undefined : call('findFlights', { day });
};

const list = ([done]: readonly Done[]) => {
  if (done?.result.startsWith('[') !== true) return say(`${done?.result ?? ''} To which day would you like to move?`);
  const { day } = JSON.parse(done.arguments) as { readonly day: string };
  const flights = JSON.parse(done.result) as readonly { readonly number: string; readonly time: string }[];
  return say(
    `On ${day} there are ${flights.map(({ number, time }) => `${number} at ${time}`).join(' and ')}. Which one?`,
  );
};

const confirm: Rule = (situation) => {
  const [, day = ''] = WHICH_FLIGHT.exec(situation.asked) ?? [];
  const fee = isGold(situation) ? 'free of charge' : 'for a fee of 50 EUR';
  const flight = flightIn(situation.said) ?? firstOrLast(situation.said, situation.asked);
  return say(`Shall I move you to ${flight ?? ''} on ${day}, ${fee}?`);
};

/** Understands a choice in words: "the early one", "the second". */
const firstOrLast = (words: string, choices: string): string | undefined =>
  flightIn(
    /\b(?:late|later|last|second|evening|afternoon)\b/i.test(words) ? (choices.split(' and ')[1] ?? '') : choices,
  );

const change: Rule = ({ asked: question }) => {
  const [, flightNumber, day] = SHALL_I.exec(question) ?? [];
  return call('changeFlight', { flightNumber, day });
};

export const changePersona: Persona = {
  speaks: offers('findFlights', 'changeFlight'),
  vocabulary: AIRLINE_WORDS,
  rules: [
    after('changeFlight', report),
    after('escalate', report),
    after('findFlights', list),
    when(asked(SHALL_I, YES), change),
    when(asked(SHALL_I, NO), () => say('All right, your flight stays as it is. Can I do anything else for you?')),
    when(
      asked(WHICH_FLIGHT, /\b[a-z]{2} ?\d{3}\b|\b(?:early|earlier|first|morning|late|later|last|second|evening)\b/i),
      confirm,
    ),
    when(asked(WHICH_FLIGHT), look),
    when(asked(WHICH_DAY), look),
    ...shared(CHANGE),
    when(said(CHANGE), start),
    otherwise('a day of the week, the number of a flight, yes and no, or that you want to talk to a person.'),
  ],
};
