import { say } from '../decision.ts';
import { otherwise, type Persona, type Rule } from '../rule.ts';

type Style = 'formal' | 'everyday' | 'brief';

/** The Spanish that the rules know. */
const PHRASES: Readonly<Record<string, Readonly<Record<Style, string>>>> = {
  'where is the station': {
    formal: 'Disculpe, ¿tendría la bondad de decirme dónde se encuentra la estación?',
    everyday: 'Perdona, ¿dónde está la estación?',
    brief: '¿La estación?',
  },
  'i would like a coffee': {
    formal: 'Quisiera tomar un café, si es usted tan amable.',
    everyday: 'Me apetece un café.',
    brief: 'Un café, por favor.',
  },
  'thank you for your help': {
    formal: 'Le quedo muy agradecido por su ayuda.',
    everyday: 'Gracias por ayudarme.',
    brief: '¡Gracias!',
  },
};

const STYLES: readonly Style[] = ['formal', 'everyday', 'brief'];

const translate: Rule = ({ said, instructions }) => {
  const phrase = PHRASES[said.toLowerCase().replace(/[.?!]+$/, '')];
  const style = STYLES.find((candidate) => instructions.includes(candidate)) ?? 'everyday';
  return phrase && say(phrase[style]);
};

export const translatorPersona: Persona = {
  speaks: ({ instructions }) => /translate into Spanish/i.test(instructions),
  rules: [
    translate,
    otherwise('"Where is the station?", "I would like a coffee." and "Thank you for your help.", in Spanish.'),
  ],
};

/** Picks the translation of middle length, since a rule cannot judge style. */
export const pickerPersona: Persona = {
  speaks: ({ instructions }) => /pick the best translation/i.test(instructions),
  rules: [
    ({ said }) => {
      const candidates = [...said.matchAll(/^\w+: (.+)$/gm)].map(([, text = '']) => text);
      const byLength = candidates.toSorted((a, b) => a.length - b.length);
      return say(byLength[byLength.length >> 1] ?? 'There is nothing to pick from.');
    },
  ],
};
