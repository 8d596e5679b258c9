/** Words of a hurry, and what they stand for. */
const SHORTHAND: Readonly<Record<string, string>> = {
  u: 'you',
  r: 'are',
  ur: 'your',
  w: 'with',
  pls: 'please',
  plz: 'please',
  thx: 'thanks',
  ty: 'thank you',
  tmr: 'tomorrow',
  tmrw: 'tomorrow',
  '2morrow': 'tomorrow',
  '2day': 'today',
  tonite: 'tonight',
  wanna: 'want to',
  gonna: 'going to',
  gotta: 'have to',
  gimme: 'give me',
  lemme: 'let me',
  whats: 'what is',
  wats: 'what is',
  wat: 'what',
  wheres: 'where is',
  hows: 'how is',
  whens: 'when is',
  cant: "can't",
  wont: "won't",
  dont: "don't",
  didnt: "didn't",
  doesnt: "doesn't",
  isnt: "isn't",
  hasnt: "hasn't",
};

const known = new Map(Object.entries(SHORTHAND));

/** Replaces the short forms that people type in a hurry: "pls" by "please". */
export const written = (text: string): string =>
  text.replace(
    /(?<![\p{L}\d@._'’-])[a-z\d]{1,8}(?![\p{L}\d@_'’-])/giu,
    (word) => known.get(word.toLowerCase()) ?? word,
  );
