import fc from 'fast-check';
import { fromAiSdk } from 'rxswarm/models/ai-sdk';
import { emptyMessage, mergeDelta, toMessage } from '../../../lib/messages/message.ts';
import { collect } from '../../support/collect.ts';
import { REQUEST } from '../../support/wire.ts';
import { fakeModel, finish } from './language-model.ts';

type Json = Readonly<Record<string, unknown>>;

/** A block of an answer. */
interface Drawn {
  readonly kind: 'text' | 'reasoning' | 'tool-input';
  readonly text: string;
  readonly metadata: Json | undefined;
}

/** The way in which a block is written as parts: where its text is cut, among others. */
interface Grouping {
  readonly cuts: readonly number[];
  /** Parts without a text in between. */
  readonly hasEmpty: boolean;
  /** The start of the block is left out, as some providers do. */
  readonly isOpen: boolean;
  /** What the provider says of the block stands at its start, where it has one, instead of its end. */
  readonly isEarly: boolean;
}

const METADATA = [undefined, { bee: { signature: 's', list: [null, 1] } }, { bee: { id: 'x' }, wasp: {} }];

const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom<Drawn['kind']>('text', 'reasoning', 'tool-input'),
  text: fc.constantFrom('', 'Bees', 'Það 漢字 🙂', '{"place":"hive"}', '{"a":"\\u0022"}'),
  metadata: fc.constantFrom(...METADATA),
});

const grouping: fc.Arbitrary<Grouping> = fc.record({
  cuts: fc.array(fc.nat(20), { maxLength: 4 }),
  hasEmpty: fc.boolean(),
  isOpen: fc.boolean(),
  isEarly: fc.boolean(),
});

const ONE_PIECE: Grouping = { cuts: [], hasEmpty: false, isOpen: false, isEarly: false };

const pieces = (text: string, cuts: readonly number[]): readonly string[] => {
  const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((end, place) => text.slice(places[place], end));
};

/** Writes a block as parts. Each text has its own id, because a text without a start goes on where the last one stopped. */
const partsOf = (
  { kind, text, metadata }: Drawn,
  place: number,
  { cuts, hasEmpty, isOpen, isEarly }: Grouping,
): readonly Json[] => {
  const id = `b${String(place)}`;
  const name = { id, ...(kind === 'tool-input' && { toolName: 'look' }) };
  const deltas = pieces(text, cuts).flatMap((delta) => [delta, ...(hasEmpty ? [''] : [])]);
  const said = metadata && { providerMetadata: metadata };
  const hasStart = kind === 'tool-input' || !isOpen;
  const atEnd = hasStart && isEarly ? undefined : said;
  return [
    ...(hasStart ? [{ type: `${kind}-start`, ...name, ...(isEarly && said) }] : []),
    ...deltas.map((delta) => ({ type: `${kind}-delta`, id, delta })),
    { type: `${kind}-end`, id, ...(kind !== 'tool-input' && atEnd) },
    ...(kind === 'tool-input' ? [{ type: 'tool-call', toolCallId: id, toolName: 'look', input: text, ...atEnd }] : []),
  ];
};

/** Returns the message that a run makes of an answer in these parts. */
const messageOf = async (parts: readonly Json[]): Promise<unknown> => {
  const model = fakeModel('v3', [{ parts: [...parts, finish('v3')] }]);
  const deltas = (await collect(fromAiSdk(model)(REQUEST))).map(({ choices }) => choices[0]?.delta ?? {});
  return toMessage(deltas.reduce(mergeDelta, emptyMessage()), () => 'made');
};

const grouped = (blocks: readonly Drawn[], groupings: readonly Grouping[] = []): readonly Json[] =>
  blocks.flatMap((block, place) => partsOf(block, place, groupings[place] ?? ONE_PIECE));

const BLOCKS: readonly Drawn[] = [
  { kind: 'reasoning', text: 'Look there.', metadata: METADATA[1] },
  { kind: 'text', text: 'A moment.', metadata: undefined },
  { kind: 'tool-input', text: '{"place":"hive"}', metadata: METADATA[2] },
];

describe('the message of an answer', () => {
  it('is the same however a provider groups its parts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(drawn, grouping), { minLength: 1, maxLength: 5 }), async (answer) => {
        const blocks = answer.map(([block]) => block);
        const parts = grouped(
          blocks,
          answer.map(([, each]) => each),
        );
        expect(await messageOf(parts)).toEqual(await messageOf(grouped(blocks)));
      }),
      { numRuns: 200 },
    );
  });

  it('is the same in any order in which the parts of a thought, a text and a call are mixed', async () => {
    const whole = await messageOf(grouped(BLOCKS));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }), async (order) => {
        const lanes = BLOCKS.map((block, place) => [...partsOf(block, place, { ...ONE_PIECE, cuts: [3, 5] })]);
        const starts = lanes.flatMap((lane) => lane.splice(0, 1));
        const mixed = order.flatMap((lane) => lanes[lane]?.splice(0, 1) ?? []);
        expect(await messageOf([...starts, ...mixed, ...lanes.flat()])).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });
});
