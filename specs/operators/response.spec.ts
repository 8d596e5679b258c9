import { Agent, type Response, type RunEvent } from 'rxswarm';
import { response } from 'rxswarm/operators';
import { marbles } from '../support/marbles.ts';

const z: Response = { messages: [], agent: new Agent(), contextVariables: {} };
const events: Readonly<Record<string, RunEvent>> = { s: { delim: 'start' }, a: { content: 'Hi' }, z: { response: z } };

describe('response', () => {
  it(
    'is the payload of the last event',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<RunEvent>('            -s-a-(z|)', events);
      expectObservable(source.pipe(response())).toBe('-----(z|)', { z });
      expectSubscriptions(source.subscriptions).toBe('^----!');
    }),
  );

  it(
    'passes an error on, and completes empty after a run without a response',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<RunEvent>('-a-#', events).pipe(response())).toBe('---#');
      expectObservable(cold<RunEvent>('-a-|', events).pipe(response())).toBe('---|');
    }),
  );

  it(
    'unsubscribes with its subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<RunEvent>('-s-a', events);
      expectObservable(source.pipe(response()), '^-!').toBe('');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    }),
  );
});
