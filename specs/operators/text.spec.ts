import type { RunEvent } from 'rxswarm';
import { text } from 'rxswarm/operators';
import { marbles } from '../support/marbles.ts';

const events: Readonly<Record<string, RunEvent>> = {
  s: { delim: 'start' },
  r: { role: 'assistant', content: '', sender: 'A' },
  n: { role: 'assistant', content: null },
  a: { content: 'Hel' },
  b: { content: 'lo' },
  f: { refusal: 'No.' },
  e: {},
  t: { tool: { id: '1', name: 'f', status: 'progress', value: 'content' } },
  c: { contextVariables: { content: 'no' } },
};

describe('text', () => {
  it(
    'emits the content of the answer token by token, without empty tokens',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<RunEvent>('        -srna-ftecb-|', events);
      expectObservable(source.pipe(text())).toBe('----a-----b-|', { a: 'Hel', b: 'lo' });
      expectSubscriptions(source.subscriptions).toBe('^-----------!');
    }),
  );

  it(
    'passes an error on',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<RunEvent>('-a-#', events).pipe(text())).toBe('-a-#', { a: 'Hel' });
    }),
  );

  it(
    'unsubscribes with its subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<RunEvent>('-a-b-a', events);
      expectObservable(source.pipe(text()), '^-!').toBe('-a', { a: 'Hel' });
      expectSubscriptions(source.subscriptions).toBe('^-!');
    }),
  );
});
