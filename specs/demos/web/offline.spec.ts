import { emptyConversation, type Conversation } from 'rxswarm/converse';
import { map, NEVER } from 'rxjs';
import { isOffline, resendings } from '../../../demos/web/page/offline.ts';
import { marbles } from '../../support/marbles.ts';

const question = { message: { role: 'user', content: 'Hi' }, status: 'whole' } as const;
const answer = { message: { role: 'assistant', content: 'Hel' }, status: 'failed' } as const;

const failed = (rest: Partial<Conversation>): Conversation => ({
  ...emptyConversation,
  status: 'failed',
  error: { type: 'network', message: 'The connection failed.' },
  transcript: [question],
  ...rest,
});

const STATES: Readonly<Record<string, Conversation>> = {
  i: emptyConversation,
  a: { ...emptyConversation, status: 'answering' },
  f: failed({}),
  p: failed({ transcript: [question, answer] }),
};

it.each([
  ['a message that did not arrive', {}, true],
  ['an answer that broke off, because functions may have been called', { transcript: [question, answer] }, false],
  ['a failure of the server', { error: { type: 'http', message: '500' } }, false],
  ['an answer under way', { status: 'answering' }, false],
] as const)('isOffline: %s', (_, rest, expected) => {
  expect(isOffline(failed(rest))).toBe(expected);
});

describe('resendings', () => {
  it(
    'come after a second, after two once it fails again, and after one again when an answer came between',
    marbles(({ cold, expectObservable }) => {
      const phases = '  iaf 999ms -af 2s ---ai af 2s ';
      const expected = ' 1002ms r 2001ms r 1006ms r';
      const conversation$ = cold(phases).pipe(map((phase) => STATES[phase] ?? emptyConversation));
      expectObservable(resendings(conversation$, NEVER).pipe(map(() => 'r'))).toBe(expected);
    }),
  );

  it(
    'come at once when the browser is online again, and not for an answer that broke off',
    marbles(({ cold, hot, expectObservable }) => {
      const conversation$ = cold('iaf--ap').pipe(map((phase) => STATES[phase] ?? emptyConversation));
      expectObservable(resendings(conversation$, hot('---o---o').pipe(map(() => 'r')))).toBe('---r');
    }),
  );
});
