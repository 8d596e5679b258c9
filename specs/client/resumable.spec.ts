import { SwarmError } from 'rxswarm';
import { map, type Observable } from 'rxjs';
import { type Arrived, resumable, type Sent } from '../../lib/client/resumable.ts';
import { marbles } from '../support/marbles.ts';

const NAME = 'a'.repeat(32);
const network = new SwarmError('network', 'The connection failed: reset');
const question = { messages: [{ role: 'user', content: 'Hi' }] } as const;

/** Digits arrive as deltas with that number, `r` as the response with number 9, letters without an id. */
const arrivedOf = (letter: string): Arrived => {
  if (letter === 'r') return { id: `${NAME}.9`, event: { response: {} } as never };
  if (letter === 'o') return { event: { connection: 'restored' } };
  return { ...(/\d/.test(letter) && { id: `${NAME}.${letter}` }), event: { content: letter } };
};

/** An event as one letter: `-` before, `l` for a lost connection, `o` for a restored one. */
const letterOf = map((event: Arrived['event']): string => {
  if ('connection' in event) return event.connection === 'lost' ? 'l' : 'o';
  return 'response' in event ? 'r' : ((event as { readonly content?: string }).content ?? '?');
});

/** A client whose requests are answered in order. Records what is asked, and after which event. */
const client = (answers: readonly Observable<string>[]) => {
  const asked: (readonly [Sent, string | undefined])[] = [];
  const run = resumable({
    ask: (request, after) => {
      asked.push([request, after?.slice(32)]);
      return (answers[asked.length - 1] as Observable<string>).pipe(map(arrivedOf));
    },
    ...{ key: 'k', resume: undefined },
  });
  return { run, asked };
};

describe('a client of a run that goes on without it', () => {
  it(
    'comes back after 250 ms, then after twice as long, and asks for what follows the last event it has seen',
    marbles(({ cold, expectObservable, flush }) => {
      const answers = ['-1-2#', '#', '-o3-(r|)'].map((each) => cold(each, undefined, network));
      const { run, asked } = client(answers);
      expectObservable(run(question).pipe(letterOf)).toBe('-1-2l 249ms l 500ms o3-(r|)');
      flush();
      expect(asked).toEqual([
        [question, undefined],
        [{}, '.2'],
        [{}, '.2'],
      ]);
    }),
  );

  it(
    'gives up after 12 attempts in a row, the later ones 5 s apart, and stops the run with its next request',
    marbles(({ cold, expectObservable, flush }) => {
      const failing = Array.from({ length: 12 }, () => cold('#', undefined, network));
      const { run, asked } = client([cold('1#', undefined, network), ...failing, cold('(r|)')]);
      const waits = [250, 500, 1000, 2000, 4000, ...Array.from({ length: 7 }, () => 5000)];
      const drawn = waits.map((wait, place) => (place < 11 ? `l ${wait - 1}ms ` : `l ${wait - 1}ms #`)).join('');
      expectObservable(run(question).pipe(letterOf)).toBe(`1${drawn}`, undefined, network);
      expectObservable(run(question).pipe(letterOf), '43s ^').toBe('43s (r|)');
      flush();
      expect(asked.at(-1)).toEqual([{ ...question, stop: NAME }, undefined]);
      expect(asked).toHaveLength(14);
    }),
  );

  it.each([
    ['a refusal', new SwarmError('http', 'Not Found', { status: 404 })],
    ['a failure of the run', new SwarmError('api', 'The model failed.')],
  ])('does not come back after %s', (_, error) =>
    marbles(({ cold, expectObservable }) => {
      const { run } = client([cold('-1#', undefined, network), cold('#', undefined, error)]);
      expectObservable(run(question).pipe(letterOf)).toBe('-1l 249ms #', undefined, error);
    })(),
  );

  it(
    'does not come back to a run whose events have no ids, and does not stop it',
    marbles(({ cold, expectObservable, flush }) => {
      const { run, asked } = client([cold('-a#', undefined, network), cold('-a')]);
      expectObservable(run(question).pipe(letterOf)).toBe('-a#', undefined, network);
      expectObservable(run(question).pipe(letterOf), '---^-!').toBe('----a');
      flush();
      expect(asked).toHaveLength(2);
    }),
  );

  it('stops the run when it is unsubscribed, also while it waits to come back', async () => {
    for (const drawn of ['1---', '1#']) {
      const seen: Sent[] = [];
      marbles(({ cold, expectObservable, flush }) => {
        const { run, asked } = client([cold(drawn, undefined, network), cold('|')]);
        expectObservable(run(question), '^--!');
        flush();
        queueMicrotask(() => seen.push(...asked.slice(1).map(([request]) => request)));
      })();
      await Promise.resolve();
      await Promise.resolve();
      expect([drawn, seen]).toEqual([drawn, [{ stop: NAME }]]);
    }
  });
});
