import { shorten } from '../util/stringify.ts';
import { usageError } from './errors.ts';

/** Options that users of other libraries try, with the words of the remedy. */
const MEANT: Readonly<Record<string, string>> = {
  tools: 'functions',
  handoffs: 'functions that return agents',
  prompt: 'instructions',
  system: 'instructions',
  stream: 'the settings of an agent',
  temperature: 'the settings of an agent',
  contextVariables: 'the contextVariables of run()',
  model: 'modelOverride',
  approvals: 'decisions',
};

/**
 * Refuses an option that nobody reads and names the one that was probably meant. An option that is `undefined` is refused as
 * well: it was written by mistake all the same.
 *
 * @param owner Begins the sentence: `new Agent()`.
 * @param known The options that there are.
 * @throws SwarmError `usage`.
 */
export const refuseUnknown = (owner: string, options: object, known: readonly string[]): void => {
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue;
    const meant = likely(option, known);
    const remedy = meant ? `did you mean ${meant}?` : `it takes ${known.join(', ')}.`;
    throw usageError(`${owner} has no option ${JSON.stringify(shorten(option, 80))}: ${remedy}`);
  }
};

/**
 * Refuses an option only if it was probably meant to be another one. Fit for objects of a protocol or of another package, whose
 * further fields are not ours to know.
 *
 * @throws SwarmError `usage`.
 */
export const refuseMisspelt = (owner: string, options: object, known: readonly string[]): void => {
  const strays = Object.keys(options).filter((option) => !known.includes(option) && likely(option, known));
  refuseUnknown(owner, Object.fromEntries(strays.map((option) => [option, undefined])), known);
};

/** Returns the option that was probably meant. Swarm, in Python, writes `context_variables`. */
const likely = (option: string, known: readonly string[]): string | false | undefined => {
  const camel = option.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return known.includes(camel) ? camel : Object.hasOwn(MEANT, camel) && MEANT[camel];
};
