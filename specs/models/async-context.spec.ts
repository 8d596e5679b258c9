import { AsyncLocalStorage } from 'node:async_hooks';
import OpenAI from 'openai';
import { defer, finalize, lastValueFrom, materialize, mergeMap, range, Subject, tap, throwError, timer } from 'rxjs';
import { SwarmError } from '../../lib/agent/errors.ts';
import type { ChatModel } from '../../lib/messages/types.ts';
import { budget } from '../../lib/models/budget.ts';
import { fallback } from '../../lib/models/fallback.ts';
import { http } from '../../lib/models/http.ts';
import { openai } from '../../lib/models/openai.ts';
import { rateLimit } from '../../lib/models/rate-limit.ts';
import { retry } from '../../lib/models/retry.ts';
import { timeout } from '../../lib/models/timeout.ts';
import { useServers } from '../support/servers.ts';
import { answering, content, REQUEST } from '../support/wire.ts';

import '../support/node-dispatcher.ts';

const users = new AsyncLocalStorage<string>();
const serve = useServers();

/** Sends requests of three users, those of different users interleaved. Returns the notifications seen in a wrong context. */
const strangers = async (model: ChatModel, steps = 6): Promise<readonly string[]> => {
  const wrong: string[] = [];
  const see = (user: string, where: string): void => {
    const seen = users.getStore();
    if (seen !== user) wrong.push(`${user}'s ${where} in the context of ${String(seen)}`);
  };
  const asked = (user: string) =>
    model({ ...REQUEST, user }).pipe(
      materialize(),
      tap(({ kind }) => see(user, kind)),
      finalize(() => see(user, 'end')),
    );
  const all = ['ada', 'bob', 'cleo'].map((user) =>
    users.run(user, () =>
      lastValueFrom(range(0, steps).pipe(mergeMap(() => defer(() => asked(user)), 1)), { defaultValue: undefined }),
    ),
  );
  await Promise.all(all);
  return wrong;
};

const SOME = [...answering('Hello', ' you', '!')];

describe.each<[string, (baseURL: string) => ChatModel]>([
  ['http() over the dispatcher', (baseURL) => http({ baseURL })],
  ['http() over fetch', (baseURL) => http({ baseURL, dispatcher: false })],
  ['openai()', (baseURL) => openai(new OpenAI({ baseURL, apiKey: 'key' }))],
])('%s on kept connections', (_, make) => {
  it('emits in the context of the subscriber, whichever user opened the connection', async () => {
    const server = await serve({ body: SOME });
    const model = make(server.url);
    const seen: (readonly [string, string | undefined])[] = [];
    for (const user of ['ada', 'bob', 'cleo'])
      await users.run(user, () => model(REQUEST).forEach(() => seen.push([user, users.getStore()])));
    expect(seen.filter(([user, store]) => user !== store)).toEqual([]);
    expect(seen).toHaveLength(12);
    expect(server.seen.connections).toBe(1);
  });

  it('emits in the context of each of three users whose requests interleave', async () => {
    const server = await serve({ body: SOME });
    expect(await strangers(make(server.url))).toEqual([]);
    expect(server.seen.connections).toBeLessThan(server.seen.requests);
  });

  it('errors in the context of the subscriber', async () => {
    const server = await serve([
      { body: SOME },
      { status: 500, body: ['{"error":"No"}'] },
      { body: ['data: oops\n\n'] },
    ]);
    expect(await strangers(make(server.url))).toEqual([]);
  });

  it('lets the gate of rateLimit() and the waits of retry() emit there too', async () => {
    const server = await serve([{ body: SOME }, { status: 503, headers: { 'retry-after-ms': '3' } }, { body: SOME }]);
    const wrapped = retry({ delay: 1 })(rateLimit({ concurrency: 1 })(timeout()(make(server.url))));
    expect(await strangers(wrapped)).toEqual([]);
  });
});

describe('wrappers around a chat model that emits in any context', () => {
  /** Fails as soon as the subject says so, in the context of whoever told it. */
  const failing = (wake$: Subject<void>): ChatModel => {
    return () => wake$.pipe(mergeMap(() => throwError(() => new SwarmError('network', 'No'))));
  };
  const where = (seen: (string | undefined)[]): ChatModel => {
    return () =>
      defer(() => {
        seen.push(users.getStore());
        return timer(1).pipe(mergeMap(() => [content('Hi')]));
      });
  };

  it.each<[string, (wake$: Subject<void>, second: ChatModel) => ChatModel]>([
    ['fallback() asks the next one', (wake$, second) => fallback(failing(wake$), second)],
    [
      'retry() asks again',
      (wake$, second) => {
        const attempts = [failing(wake$), second];
        return retry({ delay: 1 })((request) => (attempts.shift() ?? second)(request));
      },
    ],
  ])('%s in the context of the subscriber', async (_, make) => {
    const wake$ = new Subject<void>();
    const seen: (string | undefined)[] = [];
    const answer = users.run('ada', () => make(wake$, where(seen))(REQUEST).forEach(() => undefined));
    users.run('bob', () => wake$.next());
    await answer;
    expect(seen).toEqual(['ada']);
  });

  it('budget() stops a request in the context of its subscriber', () => {
    const usage = { prompt_tokens: 5, completion_tokens: 5, total_tokens: 10 };
    const answers = { ada: new Subject<never>(), bob: new Subject<{ choices: []; usage: typeof usage }>() };
    const model = budget({ tokens: 10 })(({ user }) => (user === 'ada' ? answers.ada : answers.bob));
    const seen: (string | undefined)[] = [];
    users.run('ada', () => model({ ...REQUEST, user: 'ada' }).subscribe({ error: () => seen.push(users.getStore()) }));
    users.run('bob', () => model({ ...REQUEST, user: 'bob' }).subscribe());
    users.run('bob', () => answers.bob.next({ choices: [], usage }));
    expect(seen).toEqual(['ada']);
  });

  it('rateLimit() lets a request begin in the context of its subscriber, at the end of another', () => {
    const first$ = new Subject<never>();
    const seen: (string | undefined)[] = [];
    const model = rateLimit({ concurrency: 1 })(({ user }) =>
      user === 'ada' ? first$ : defer(() => (seen.push(users.getStore()), [content('Hi')])),
    );
    users.run('ada', () => model({ ...REQUEST, user: 'ada' }).subscribe());
    users.run('bob', () => model({ ...REQUEST, user: 'bob' }).subscribe());
    users.run('ada', () => first$.complete());
    expect(seen).toEqual(['bob']);
  });
});
