import { call, callEach, say, type Decision } from '../decision.ts';
import { phrases } from '../phrases.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule, type Test } from '../rule.ts';
import type { Done, Situation } from '../situation.ts';
import { WEATHER_WORDS } from '../vocabulary.ts';
import { addressIn, citiesIn, dayIn, GREETING, NO, placesOf, THANKS } from '../words.ts';

const WHICH_CITY = /For which city/;
const WHICH_ADDRESS = /To which address/;
const MAIL = phrases('send | e-mail | email | mail | forward | write to | tell … that | let … know | drop … a line');
/** The words that somebody wants to have written, as they said them. */
const OWN_WORDS = /(?:\b(?:saying|says|to say|(?:tell|know|inform)\b.{0,80}?\bthat)\b|:)[\s,:"'“]*(\S.*)$/is;
const WEATHER = phrases(
  'weather | forecast* | rain* | sun | sunny | sunshine | warm* | cold* | hot | heat* | cool | chilly | freez* | frost* | temperature*',
  'degree* | celsius | umbrella* | snow* | wind* | storm* | thunder* | hail | fog* | cloud* | humid* | dry | wet | shower*',
  'coat | jacket | sunscreen | sun cream | shorts | boots | gloves | scarf | sweater | jumper | sandals | sunglasses',
  'compare | warmer | colder | pack | wear | dress | picnic* | barbecue* | beach | swim* | outside | outdoors | what about | how about | and in',
);
/** A day, or a line of a few words: with a city in it, it asks for the weather. */
const FOLLOWS = /\b(?:today|tonight|tomorrow|\w+day|weekend|week|now)\b|^\S+(?:\s+\S+){0,4}\s*$/i;
const HERE = phrases(
  'here | around here | where i am | where i live | my place | my town | my city | outside my window',
);
const ELSEWHERE = phrases(
  'who | restaurant* | hotel* | pizza* | museum* | mayor | capital | population | history | flight* | train*',
);
const TO_CITY = /\bto (\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)*)/u;
/** A line of nothing except names, as in "London and Rome please". */
const NAMES_ONLY =
  /^\p{Lu}[\p{L}'-]+(?:(?:,| and|,? or)? \p{Lu}[\p{L}'-]+){0,4}(?:,? (?:please|today|tomorrow))?[.?!]*$/u;
/** Words of a question about the weather that are not part of a name. */
const REST =
  /\b(?:what|how|will|is|it|there|any|the|be|a|an|do|i|need|me|tell|show|give|please|s|like|going|to|get|does|should|today|tomorrow|tonight|now|for|on|this|next|week|weekend|\w+day)\b/gi;
const REPORT = /°C/;
/** A city and a day, as the report says them. */
const REPORTED = /(?:^|°C\. )([^,]{1,60}), \w+:/g;
const ANOTHER_DAY =
  /^\W*(?:and |what about |how about |on |for |the day after )*(?:today|tonight|tomorrow|\w+day)\W*$/i;

const ask = (cities: readonly string[], day = 'today') =>
  callEach(
    'getWeather',
    cities.map((city) => ({ city, day })),
  );

/** Asks about a city, and not about its mayor or its best pizza. */
const asksAboutCity: Test = ({ said: words }) =>
  citiesIn(words).length > 0 &&
  (WEATHER.test(words) || MAIL.test(words) || FOLLOWS.test(words)) &&
  !ELSEWHERE.test(words);

/** Asks about the place where the customer is, if somebody can tell it. */
const asksAboutHere: Test = ({ said: words, offered }) =>
  offered.has('whereAmI') && HERE.test(words) && WEATHER.test(words) && !ELSEWHERE.test(words);

const lookUpHere = ([done]: readonly Done[], { said: words }: Situation): Decision => {
  const { city } = JSON.parse(done?.result.startsWith('{') === true ? done.result : '{}') as { readonly city?: string };
  return city === undefined
    ? say('I cannot tell where you are. For which city would you like to know?')
    : ask([city], dayIn(words));
};

/** Finds a name without a preposition, as in "weather paris" and "Take a coat to Madrid". */
const bareCities = (words: string): readonly string[] => {
  const after = TO_CITY.exec(words)?.[1];
  if (after !== undefined) return [after];
  const rest = words
    .replace(new RegExp(WEATHER, 'giu'), ' ')
    .replace(REST, ' ')
    .replace(/[^\p{L}', -]|\s+/gu, ' ')
    .trim();
  return rest.split(' ').length > 2 ? [] : placesOf(rest);
};

/** Looks the weather up. This rule comes before `send`, because one sentence may ask for a report and its delivery. */
const lookUp: Rule = ({ said: words }) => {
  const named = citiesIn(words);
  const cities = named.length > 0 ? named : bareCities(words);
  return cities.length > 0 ? ask(cities, dayIn(words)) : say('For which city would you like to know?');
};

/** Looks the weather of another day up, for the cities of the last report. */
const lookUpAnotherDay: Rule = ({ said: words, spoken }) => {
  const last = spoken.findLast((text) => REPORT.test(text)) ?? '';
  const cities = [...last.matchAll(REPORTED)].map(([, city = '']) => city);
  return cities.length > 0 ? ask(cities, dayIn(words)) : undefined;
};

const lookUpAnswer: Rule = ({ said: words, topic }) => {
  const named = citiesIn(words);
  return ask(named.length > 0 ? named : placesOf(words.replace(/\b(?:today|tomorrow|\w+day)\b/gi, '')), dayIn(topic));
};

const sentence = ({ result }: Done): string => {
  const { city, day, sky, celsius } = JSON.parse(result) as Readonly<Record<string, string | number>>;
  return `${String(city)}, ${String(day)}: ${String(sky)}, ${String(celsius)} °C.`;
};

const report = (results: readonly Done[]): string =>
  results.map((done) => (done.result.startsWith('{') ? sentence(done) : done.result)).join(' ');

const mail = (recipient: string, body: string) => call('sendEmail', { recipient, subject: 'The weather', body });

/** Sends the last report in the conversation, however long ago it was given. */
const send: Rule = ({ said: words, spoken }) => {
  const address = addressIn(words);
  const body = spoken.findLast((text) => REPORT.test(text));
  if (body === undefined) return say('I have nothing to send yet. For which city would you like to know the weather?');
  return address === undefined ? say('To which address shall I send it?') : mail(address, body);
};

/** Sends the customer's own words. */
const sendOwnWords: Rule = ({ said: words }) => {
  const recipient = addressIn(words);
  const [, body] = OWN_WORDS.exec(words) ?? [];
  if (recipient === undefined || body === undefined || /^(?:to|it|is|report|forecast)\b/i.test(body)) return undefined;
  return call('sendEmail', { recipient, subject: 'A message', body });
};

export const weatherPersona: Persona = {
  speaks: offers('getWeather', 'sendEmail'),
  vocabulary: WEATHER_WORDS,
  rules: [
    after('sendEmail', ([sent]) => say(`Done. ${sent?.result ?? ''} Anything else?`)),
    after('getWeather', (results, { said: words }) => {
      const address = addressIn(words);
      return address === undefined ? say(report(results)) : mail(address, report(results));
    }),
    when(asked(WHICH_ADDRESS, /@/), send),
    after('whereAmI', lookUpHere),
    when(asksAboutCity, lookUp),
    when(asksAboutHere, () => call('whereAmI', {})),
    when(said(ANOTHER_DAY), lookUpAnotherDay),
    when(said(MAIL), sendOwnWords),
    when(said(MAIL), send),
    when(said(WEATHER), lookUp),
    when(said(NO), () => say('All right. Enjoy the day, whatever the weather.')),
    when(said(THANKS), () => say('You are welcome. Enjoy the day, whatever the weather.')),
    when(said(GREETING), () => say('Hello! I tell the weather and send it by email. For which city?')),
    when(asked(WHICH_CITY), lookUpAnswer),
    when(said(NAMES_ONLY), lookUpAnswer),
    otherwise(
      'a question about the weather in a city ("Will it rain in Rome on Friday?"), and "send it to ada@example.com".',
    ),
  ],
};
