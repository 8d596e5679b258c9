import { call, say } from '../decision.ts';
import { after, offers, otherwise, said, when, type Persona } from '../rule.ts';
import { GREETING, THANKS } from '../words.ts';

const TWO_NUMBERS = /(-?\d+(?:\.\d+)?)\D+?(-?\d+(?:\.\d+)?)/;

export const calculatorPersona: Persona = {
  speaks: offers('add'),
  rules: [
    after('add', ([sum]) => say(`That makes ${sum?.result ?? ''}.`)),
    when(said(TWO_NUMBERS), ({ said: words }) => {
      const [, a, b] = TWO_NUMBERS.exec(words) ?? [];
      return call('add', { a: Number(a), b: Number(b) });
    }),
    otherwise('two numbers to add.'),
  ],
};

export const librarianPersona: Persona = {
  speaks: offers('listLoans'),
  rules: [
    after('listLoans', ([loans], { instructions }) =>
      say(`${/Greet (\w+)/.exec(instructions)?.[1] ?? 'You'}, you have: ${loans?.result ?? 'nothing'}.`),
    ),
    when(said(/\b(?:books?|loans?|borrow\w*|lent)\b/i), () => call('listLoans')),
    otherwise('a question about the books you borrowed.'),
  ],
};

export const deskPersona: Persona = {
  speaks: offers('transferToPoet'),
  rules: [
    when(said(/\b(?:poem|poet\w*|rhyme|verse|sing)\b/i), () => call('transferToPoet')),
    when(said(GREETING), () => say('Hello! If you like rhymes, ask for a poem.')),
    otherwise('that you would like a poem.'),
  ],
};

export const poetPersona: Persona = {
  speaks: ({ instructions }) => /rhyme/i.test(instructions),
  rules: [() => say('You called, and here I am in time:\nno matter what you ask, I rhyme.')],
};

/** Answers for all other agents: says what it is, politely. */
export const anyPersona: Persona = {
  speaks: () => true,
  rules: [
    when(said(GREETING), () => say('Hello! How can I help you?')),
    when(said(THANKS), () => say('You are welcome.')),
    otherwise('a greeting, and thanks.'),
  ],
};
