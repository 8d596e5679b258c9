/** Seven texts in different styles. */
export const seven: readonly string[] = [
  'Ada Byron is 36 and would rather compute than dance.',
  'At 54, Konrad Meyer still builds machines in the living room of his parents.',
  'The youngest in the room was Grace Murray, all of 19 years.',
  'We met Alan Mathison on the running track; he is 41.',
  'My neighbour, Barbara Huber, turned 28 last week.',
  'Ask for Edsger Dijk (72): he has his fountain pen with him.',
  'Of the three it was Margaret Heafield, 33, who stacked the paper as high as herself.',
];

const FIRST = ['Ada', 'Konrad', 'Grace', 'Alan', 'Barbara', 'Edsger', 'Margaret', 'Niklaus', 'Frances', 'Ken'];
const LAST = ['Adler', 'Brook', 'Castle', 'Dorn', 'Engel', 'Frost', 'Grove', 'Hill', 'Iver', 'Jung'];

/** Makes `count` texts, each on demand. */
export function* texts(count: number): Generator<string> {
  for (let index = 0; index < count; index++) {
    const name = `${FIRST[index % 10] ?? ''} ${LAST[Math.floor(index / 10) % 10] ?? ''}`;
    yield `Entry ${String.fromCharCode(65 + (index % 26))}: ${name} was born ${18 + ((index * 7) % 70)} years ago.`;
  }
}
