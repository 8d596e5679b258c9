import { Agent, type RunEvent } from 'rxswarm';
import { withSchema } from 'rxswarm/schema';
import { map, type Observable } from 'rxjs';
import type { RemoteAgent } from '../../lib/agent/remote.ts';
import { pageRounds } from '../../lib/client/page-rounds.ts';
import { kind } from '../support/kind.ts';
import { marbles } from '../support/marbles.ts';

type Event = RunEvent<RemoteAgent>;

const asks = (id: string, reason: 'client' | 'approval' = 'client'): Event => ({
  tool: { id, name: id, status: 'waiting', reason, arguments: '{}' },
});

/** Events of a server: `a` and `b` wait for the page, `p` for an approval; `s`, `e` and `x` are about the call `a`. */
const events: Readonly<Record<string, Event>> = {
  a: asks('a'),
  b: asks('b'),
  p: asks('p', 'approval'),
  t: { content: 'text' },
  s: { tool: { id: 'a', name: 'a', status: 'start', arguments: '{}' } },
  e: {
    tool: {
      id: 'a',
      name: 'a',
      status: 'end',
      message: { role: 'tool', tool_call_id: 'a', tool_name: 'a', content: '' },
    },
  },
  r: { response: { messages: [], agent: new Agent({ name: 'Ada' }), contextVariables: {}, state: 'sealed' } },
};

/** Answers requests with these streams in order, and keeps the requests. */
const answering = (...answers: readonly Observable<Event>[]) => {
  const requests: unknown[] = [];
  const run = (request: unknown): Observable<Event> => {
    requests.push(request);
    return answers[requests.length - 1] as Observable<Event>;
  };
  return { requests, run, stateAfter: () => 'sealed' };
};

const resultsOf = (decisions: object) => ({ messages: [], state: 'sealed', decisions });

const named = (name: string, returned: unknown) => [name, withSchema(() => returned, { name })] as const;

const kinds = {
  t: 'text',
  a: 'start a',
  b: 'start b',
  A: 'progress a',
  B: 'progress b',
  e: 'end a',
  p: 'waiting p',
  s: 'state',
  r: 'response',
};

describe('rounds with functions of the page', () => {
  it(
    'execute a call when the response says that the run waits for it, and tell of its end when the server does',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold('     -t-a-r|', events);
      const found = cold('           --v-|');
      const second = cold('              s-e-r|', events);
      const expected = '       -t---sa-A---e-r|';
      const server = answering(first, second);
      const run = pageRounds(server, new Map([named('a', found)]));
      expectObservable(run('Hi').pipe(map(kind))).toBe(expected, kinds);
      expectSubscriptions(found.subscriptions).toBe('------^---!');
      flush();
      expect(server.requests).toEqual(['Hi', resultsOf({ a: { result: 'v' } })]);
    }),
  );

  it(
    'execute the calls of a turn one after another, and send their results together',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold('     -ab-r|', events);
      const one = cold('            --v|');
      const two = cold('               --w|');
      const second = cold('               --r|', events);
      const expected = '       ----sa-Ab-B--r|';
      const server = answering(first, second);
      const run = pageRounds(server, new Map([named('a', one), named('b', two)]));
      expectObservable(run('Hi').pipe(map(kind))).toBe(expected, kinds);
      expectSubscriptions(two.subscriptions).toBe('--------^--!');
      flush();
      expect(server.requests).toEqual(['Hi', resultsOf({ a: { result: 'v' }, b: { result: 'w' } })]);
    }),
  );

  it(
    'leave a call that waits for the user, and tell of it once, with the response',
    marbles(({ cold, expectObservable, flush }) => {
      const first = cold('     -pa-r|', events);
      const second = cold('         -p-r---|', events);
      const expected = '       ----sa--(pr)|';
      const server = answering(first, second);
      expectObservable(pageRounds(server, new Map([named('a', 'v')]))('Hi').pipe(map(kind))).toBe(expected, kinds);
      flush();
      expect(server.requests).toHaveLength(2);
    }),
  );

  it(
    'end with the request or the function under way when they are unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold('     -a-r|', events);
      const found = cold('         --v--');
      const unsubscribed = '   ^-------!';
      const server = answering(first);
      const run = pageRounds(server, new Map([named('a', found)]));
      expectObservable(run('Hi').pipe(map(kind)), unsubscribed).toBe('---sa-A--', kinds);
      expectSubscriptions(found.subscriptions).toBe('----^---!');
      flush();
      expect(server.requests).toEqual(['Hi']);
    }),
  );
});
