/** Letters of the shortest word that is corrected: shorter words are near too many others. */
const SHORTEST = 5;

/**
 * Returns the word of a vocabulary that differs by one typing error: a letter that is missing, too many, wrong, or
 * swapped with its neighbour. Undefined when there is no such word.
 */
export const nearestWord = (typed: string, vocabulary: Iterable<string>): string | undefined => {
  if (typed.length < SHORTEST) return undefined;
  for (const word of vocabulary) if (word.charAt(0) === typed.charAt(0) && differsOnce(typed, word)) return word;
  return undefined;
};

const differsOnce = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false;
  const begin = sharedStart(a, b);
  const [restA, restB] = [a.slice(begin), b.slice(begin)];
  if (a.length > b.length) return restA.slice(1) === restB;
  if (a.length < b.length) return restA === restB.slice(1);
  const swapped = restA.charAt(0) === restB.charAt(1) && restA.charAt(1) === restB.charAt(0);
  return restA.slice(1) === restB.slice(1) || (swapped && restA.slice(2) === restB.slice(2));
};

const sharedStart = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && a.charAt(length) === b.charAt(length)) length += 1;
  return length;
};
