/* Finds words in a sentence for the rules. */

import { knownCitiesIn } from './cities.ts';
import { phrases } from './phrases.ts';

export const YES =
  /^\W*(?:y|yes|yeah|yea|yep|yup|sure|ok(?:ay)?|please do|go ahead|do it|confirm\w*|correct|right|fine|sounds good|agreed)\b/i;
export const NO = /^\W*(?:n|no|nope|nah|not|don'?t|never ?mind|leave it|rather not)\b/i;
export const THANKS = /\b(?:thank(?:s| you)|cheers|that(?:'s| is| will be) (?:all|it)|bye|goodbye)\b/i;
export const GREETING = /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening|day))\b/i;
export const PERSON = phrases(
  'human* | person | manager* | supervisor* | boss | someone real | somebody real | real agent | representative*',
  'complain* | customer service | call centre | operator | talk to someone | talk to somebody | speak with someone',
  'speak to someone | speak to somebody | speak with somebody',
);

const WEEKDAY = /\b(?:today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/i;
const EMAIL = /[^\s<>,;]+@[^\s<>,;]+\.[a-z]{2,}/i;
const AFTER_PLACES =
  /[\s,]+(?:today|tomorrow|tonight|now|right|at|on|in|for|this|next|please|to|by|\w+day|because|so|if|when|is|are|will|what|do|does|should|with|from|until|during|after|before|then|but|and (?:send|e?mail|then|tell|what|how|do|should|is|will))\b|[?!;.]|$/i;
const PLACES = new RegExp(
  `\\b(?:in|for|at|of|about)\\s+(?!(?:the|my|an?|me|us|you|him|her|them|it|this|that|sure|now|lunch|dinner|breakfast)\\b)([\\p{L}' ,-]+?)(?=${AFTER_PLACES.source})`,
  'giu',
);
const QUANTITY = /\b(\d{1,3}|an?|one|two|three|four|five|six)\b/i;
const NUMBERS: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };

/** Finds `today`, `tomorrow`, or a day of the week, capitalised. */
export const dayIn = (text: string): string | undefined => {
  const day = WEEKDAY.exec(text)?.[0].toLowerCase();
  return day === undefined || day.startsWith('to') ? day : capitalised(day);
};

/** Finds a day of the week. `today` and `tomorrow` are no answer. */
export const weekdayIn = (text: string): string | undefined => {
  const day = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/i.exec(text)?.[0].toLowerCase();
  return day && capitalised(day);
};

export const addressIn = (text: string): string | undefined => EMAIL.exec(text)?.[0];

/** Finds a number in digits, or as a word up to six. Returns 1 when there is no number. */
export const quantityIn = (text: string): number => {
  const word = QUANTITY.exec(text)?.[0].toLowerCase() ?? 'one';
  return NUMBERS[word] ?? Number(word);
};

/** Finds `item_99`, `item 99` or `#99`, and returns `item_99`. */
export const itemIn = (text: string): string | undefined => {
  const digits = /(?:\bitem[\s_#-]*(?:number\s*)?|#)(\d+)\b/i.exec(text)?.[1] ?? /^\W*(\d+)\W*$/.exec(text)?.[1];
  return digits && `item_${digits}`;
};

/** Finds a flight number of two letters and three or four digits: `RX318`, also `rx 318`. */
export const flightIn = (text: string): string | undefined => coded(/\b([a-z]{2}) ?(\d{3,4})\b/i, text);

/** Finds the number of a baggage receipt: two letters and six digits. */
export const bagTagIn = (text: string): string | undefined => coded(/\b([a-z]{2}) ?(\d{6})\b/i, text);

/**
 * Finds known cities, else the places after "in", "for", "about" and the like, up to the next word that is not part of a
 * name. Several are joined by "and".
 */
export const citiesIn = (text: string): readonly string[] => {
  const known = knownCitiesIn(text);
  const named = namedIn(text);
  return known.length > named.length ? known : named;
};

const namedIn = (text: string): readonly string[] =>
  [...text.matchAll(PLACES)].flatMap(([, names = '']) => placesOf(names)).filter((name) => dayIn(name) === undefined);

/** Reads a list of names, as in the answer to "which city?". */
export const placesOf = (text: string): readonly string[] =>
  text
    .split(/,|\band\b|\bor\b/i)
    .map((name) => name.replace(/[^\p{L}' -]/gu, '').trim())
    .filter((name) => name !== '')
    .map((name) => name.replace(/(^|[\s-])\p{Ll}/gu, (letter) => letter.toUpperCase()));

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const coded = (pattern: RegExp, text: string): string | undefined => {
  const [, letters = '', digits = ''] = pattern.exec(text) ?? [];
  return digits === '' ? undefined : letters.toUpperCase() + digits;
};
