import {
  converse,
  emptyConversation,
  type Conversation,
  type ConversationInput,
  type Runnable,
} from 'rxswarm/converse';
import { lastValueFrom, of, throwError, type Observable } from 'rxjs';
import { backTo, withCheckpoints, type Saved } from '../../../demos/web/page/checkpoints.ts';

const EMPTY: Saved = { conversation: emptyConversation, checkpoints: [] };

/** Answers the nth request with `An`, and seals its state as `Sn`. Sees what it is asked. */
const server = (fails: (count: number) => boolean = () => false) => {
  const asked: unknown[] = [];
  const connection: Runnable = {
    run: ({ messages = [], state }) => {
      asked.push([state, ...messages.map(({ content }) => content)]);
      const count = asked.length;
      if (fails(count)) return throwError(() => new Error('down'));
      const message = { role: 'assistant', content: `A${count}`, sender: 'Ada' } as const;
      const response = { messages: [message], agent: { name: 'Ada' }, contextVariables: {}, state: `S${count}` };
      return of({ delim: 'start' } as const, message, { delim: 'end' } as const, { response });
    },
  };
  return { asked, connection };
};

const talked = (connection: Runnable, inputs$: Observable<ConversationInput>, saved = EMPTY): Promise<Saved> =>
  lastValueFrom(converse(connection, inputs$, { from: saved.conversation }).pipe(withCheckpoints(saved)), {
    defaultValue: EMPTY,
  });

const wordsOf = ({ transcript }: Pick<Conversation, 'transcript'>) => transcript.map(({ message }) => message.content);

it('goes back to the state before any message, and asks the server from there', async () => {
  const { asked, connection } = server();
  const saved = await talked(connection, of('Q1', 'Q2', 'Q3'));
  expect(saved.checkpoints.map(({ turn, length, state }) => [turn, length, state])).toEqual([
    [0, 0, undefined],
    [1, 2, 'S1'],
    [2, 4, 'S2'],
  ]);
  const [, second] = saved.checkpoints;
  if (second === undefined) throw new Error('There is no second checkpoint.');
  const conversation = backTo(second, saved.conversation);
  expect(wordsOf(conversation)).toEqual(['Q1', 'A1']);
  const after = await talked(connection, of('Q2b'), { conversation, checkpoints: saved.checkpoints.slice(0, 1) });
  expect(asked.at(-1)).toEqual(['S1', 'Q2b']);
  expect(wordsOf(after.conversation)).toEqual(['Q1', 'A1', 'Q2b', 'A4']);
  expect(after.checkpoints.map(({ turn }) => turn)).toEqual([0, 1]);
});

it('keeps one checkpoint for a message that is tried again', async () => {
  const { asked, connection } = server((count) => count === 2);
  const { checkpoints } = await talked(connection, of('Q1', 'Q2', { retry: true } as const));
  expect(asked).toHaveLength(3);
  expect(checkpoints.map(({ turn }) => turn)).toEqual([0, 1]);
});

it('sends the messages that had no answer with the changed one', async () => {
  const { asked, connection } = server((count) => count === 1);
  const saved = await talked(connection, of('Q1', 'Q2'));
  const point = saved.checkpoints.find(({ turn }) => turn === 1);
  if (point === undefined) throw new Error('There is no checkpoint.');
  await talked(connection, of('Q2b'), { conversation: backTo(point, saved.conversation), checkpoints: [] });
  expect(asked.at(-1)).toEqual([undefined, 'Q1', 'Q2b']);
});

it('keeps the last twelve', async () => {
  const { connection } = server();
  const { checkpoints } = await talked(connection, of(...Array.from({ length: 15 }, (_, place) => `Q${place}`)));
  expect(checkpoints.map(({ turn }) => turn)).toEqual(Array.from({ length: 12 }, (_, place) => place + 3));
});
