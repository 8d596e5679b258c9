import { say } from '../decision.ts';
import { otherwise, type Persona, type Rule } from '../rule.ts';

const NAME = /\b(\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+|(?<=(?:called|named|am|is|was) )\p{Lu}\p{Ll}+)\b/u;
const AGE = /\b(\d{1,3})\b/;

const person: Rule = ({ said }) => {
  const [name, age] = [NAME.exec(said)?.[1], AGE.exec(said)?.[1]];
  return name === undefined || age === undefined ? undefined : say(JSON.stringify({ name, age: Number(age) }));
};

/** Finds a person in a text: two capitalised words, and a number. */
export const extractorPersona: Persona = {
  speaks: ({ instructions }) => /\bperson\b.*\bJSON\b/is.test(instructions),
  rules: [person, otherwise('a sentence with a name and an age.')],
};

const PRODUCT = /(\d+) times (\d+)/;

/** Knows the multiplication tables. The pace of the answer depends on its length. */
export const reckonerPersona: Persona = {
  speaks: ({ instructions }) => /\bmental arithmetic\b/i.test(instructions),
  rules: [
    ({ said }) => {
      const [, a, b] = PRODUCT.exec(said) ?? [];
      if (a === undefined || b === undefined) return undefined;
      const steps = Array.from({ length: Number(a) % 10 }, (_, step) => `${(step + 1) * Number(b)},`);
      return say([...steps, `so ${a} times ${b} is ${Number(a) * Number(b)}.`].join(' '));
    },
    otherwise('"17 times 3".'),
  ],
};

/** Returns the first sentence of each of the first paragraphs. */
export const summariserPersona: Persona = {
  speaks: ({ instructions }) => /\bsummarise\b/i.test(instructions),
  rules: [
    ({ said }) => {
      const paragraphs = said.split(/\n\s*\n/).filter((text) => /^\p{Lu}[^|#`]+\.(?:\s|$)/u.test(text));
      const sentences = paragraphs.map((text) => /^[^]+?[.](?=\s|$)/.exec(text)?.[0] ?? '');
      return say(sentences.slice(0, 5).join(' ').replace(/\s+/g, ' ') || 'There is nothing here to summarise.');
    },
  ],
};
