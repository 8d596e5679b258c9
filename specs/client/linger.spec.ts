import type { ConnectOptions, NameStorage, RemoteAgent } from 'rxswarm/client';
import { type RunEvent, SwarmError } from 'rxswarm';
import { type Observable, Subject } from 'rxjs';
import { readEvents } from '../support/event-reader.ts';
import { kind } from '../support/kind.ts';
import { closeServed, served } from '../support/served.ts';
import { speaking } from '../support/speaking.ts';
import { until } from '../support/until.ts';

const shutdown$ = new Subject<void>();
const linger = { timeout: 30_000, shutdown$ };

afterEach(() => {
  shutdown$.next();
  return closeServed();
});

const hi = { messages: [{ role: 'user', content: 'Hi' }] } as const;

/** Subscribes to a run, and shows its events by their kinds. */
const watching = (run$: Observable<RunEvent<RemoteAgent>>) => {
  const kinds: string[] = [];
  const ending: { error?: unknown; isComplete?: true } = {};
  const subscription = run$.subscribe({
    next: (event) => kinds.push(kind(event)),
    error: (error: unknown) => (ending.error = error),
    complete: () => (ending.isComplete = true),
  });
  const shows = (word: string) => until(() => kinds.includes(word), word);
  return { kinds, ending, shows, leave: () => subscription.unsubscribe() };
};

/** A `fetch` that keeps what it was asked. */
const recording = () => {
  const sent: { readonly body: unknown; readonly after: string | null; readonly keepalive: boolean | undefined }[] = [];
  const fetch: ConnectOptions['fetch'] = (url, init) => {
    const after = new Headers(init.headers).get('last-event-id');
    sent.push({ body: JSON.parse(init.body as string), after, keepalive: init.keepalive });
    return globalThis.fetch(url, init);
  };
  return { sent, fetch };
};

const NAME = expect.stringMatching(/^[0-9a-f]{32}$/) as string;

describe('a connection that is lost', () => {
  it('is restored, and the answer goes on: each event once and in order', async () => {
    const { model, word$, count } = speaking();
    const { connection, server } = await served(model, { linger });
    const { kinds, ending, shows } = watching(connection.run(hi));
    await shows('role');
    for (const word of ['one', 'two', 'three']) {
      word$.next(word);
      await shows(word);
      server.closeAllConnections();
      word$.next(`more than ${word}`);
      await shows(`more than ${word}`);
    }
    word$.complete();
    await until(() => ending.isComplete === true, 'the end');
    const around = (word: string) => [word, 'lost', 'restored', `more than ${word}`];
    expect(kinds).toEqual([
      ...['start', 'role', ...around('one'), ...around('two'), ...around('three'), 'empty', 'end', 'response'],
    ]);
    expect(count).toEqual({ begun: 1, ended: 1 });
  });

  it('to a run that is over and forgotten is an error with status 404', async () => {
    const { model, word$, count } = speaking();
    const { connection, server } = await served(model, { linger: { timeout: 20, shutdown$ } });
    const { ending, shows } = watching(connection.run(hi));
    await shows('role');
    word$.next('one');
    await shows('one');
    server.closeAllConnections();
    await until(() => ending.error !== undefined, 'the error');
    expect(ending.error).toMatchObject({ type: 'http', status: 404 });
    expect(count.ended).toBe(1);
  });
});

describe('unsubscribing', () => {
  it('stops the run at once, with a request that outlives the page', async () => {
    const { model, count } = speaking();
    const { connect } = await served(model, { linger });
    const { sent, fetch } = recording();
    const { shows, leave } = watching(connect({ fetch }).run(hi));
    await shows('role');
    leave();
    await until(() => count.ended === 1, 'the end of the run');
    expect(sent).toEqual([
      { body: hi, after: null, keepalive: false },
      { body: { stop: NAME }, after: null, keepalive: true },
    ]);
  });

  it('and the next run at once are one request', async () => {
    const { model, count } = speaking();
    const { connect } = await served(model, {
      linger,
      authorize: () => ({ key: 'ada' }),
      limits: { callerConcurrency: 1 },
    });
    const { sent, fetch } = recording();
    const { run } = connect({ fetch, retries: 0 });
    const first = watching(run(hi));
    await first.shows('role');
    first.leave();
    const second = watching(run(hi));
    await second.shows('role');
    expect(count).toEqual({ begun: 2, ended: 1 });
    expect(sent.map(({ body }) => body)).toEqual([hi, { ...hi, stop: NAME }]);
    second.leave();
  });

  it('after the response sends nothing', async () => {
    const { model, word$ } = speaking();
    const { connect } = await served(model, { linger });
    const { sent, fetch } = recording();
    const { shows, leave } = watching(connect({ fetch }).run(hi));
    await shows('role');
    word$.complete();
    await shows('response');
    leave();
    await new Promise(setImmediate);
    expect(sent).toHaveLength(1);
  });

  it('from a server without `linger` closes the socket and sends nothing', async () => {
    const { model, count } = speaking();
    const { connect } = await served(model);
    const { sent, fetch } = recording();
    const { shows, leave } = watching(connect({ fetch }).run(hi));
    await shows('role');
    leave();
    await until(() => count.ended === 1, 'the end of the run');
    expect(sent).toHaveLength(1);
  });
});

/** A storage in memory, as a page has it. */
const storing = () => {
  const items = new Map<string, string>();
  const storage: NameStorage = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
  return { items, storage };
};

describe('a page that is loaded again', () => {
  it('goes on with the run that its storage names, from the first event', async () => {
    const { model, word$, count } = speaking();
    const { url, connect } = await served(model, { linger });
    const { items, storage } = storing();
    const reader = await readEvents(url, hi);
    const id = (await reader.next())?.id ?? '';
    await reader.drop();
    items.set(`rxswarm ${url}`, `${id.slice(0, 32)}.0`);
    word$.next('one');
    const { kinds, ending, shows } = watching(connect({ resume: storage }).resume?.() ?? failing());
    await shows('one');
    word$.complete();
    await until(() => ending.isComplete === true, 'the end');
    expect(kinds).toEqual(['restored', 'start', 'role', 'one', 'empty', 'end', 'response']);
    expect([items.size, count]).toEqual([0, { begun: 1, ended: 1 }]);
  });

  it.each(['response', 'stop'])('finds no name after the %s', async (end) => {
    const { model, word$ } = speaking();
    const { url, connect } = await served(model, { linger });
    const { items, storage } = storing();
    const connection = connect({ resume: storage });
    const { ending, shows, leave } = watching(connection.run(hi));
    await shows('role');
    expect([...items]).toEqual([[`rxswarm ${url}`, expect.stringMatching(/^[0-9a-f]{32}\.0$/)]]);
    if (end === 'response') word$.complete();
    else leave();
    await until(() => ending.isComplete === true || end === 'stop', 'the end');
    expect(items.size).toBe(0);
    const again = watching(connection.resume?.() ?? failing());
    expect([again.kinds, again.ending]).toEqual([[], { isComplete: true }]);
  });

  it('keeps the name while the connection is lost', async () => {
    const { model } = speaking();
    const { connect, server } = await served(model, { linger });
    const { items, storage } = storing();
    const { shows, leave } = watching(connect({ resume: storage }).run(hi));
    await shows('role');
    server.closeAllConnections();
    await shows('lost');
    expect(items.size).toBe(1);
    leave();
    expect(items.size).toBe(0);
  });

  it('without a storage cannot go on', async () => {
    const { connection } = await served(speaking().model, { linger });
    expect(connection.resume).toBeUndefined();
  });
});

const failing = (): never => {
  throw new SwarmError('usage', 'There is no resume().');
};
