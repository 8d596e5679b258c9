import { Agent } from 'rxswarm';
import { connect, type Connection, type NameStorage } from 'rxswarm/client';
import { converse, type Conversation, type ConversationInput } from 'rxswarm/converse';
import { Subject, type Subscription } from 'rxjs';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { closeServed, served } from '../support/served.ts';
import { speaking } from '../support/speaking.ts';
import { storyOf } from '../support/story.ts';
import { until } from '../support/until.ts';

const shutdown$ = new Subject<void>();
const linger = { timeout: 30_000, shutdown$ };

afterEach(() => {
  for (const view of views.splice(0)) view.unsubscribe();
  shutdown$.next();
  return closeServed();
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

/** Those that a spec leaves open are left at its end, or they would come back to a server that is gone. */
const views: Subscription[] = [];

/** A page that shows a conversation and stores it. */
const page = (connection: Connection, from?: Conversation, whileAnswering: 'queue' | 'replace' = 'queue') => {
  const inputs$ = new Subject<ConversationInput>();
  const shown: Conversation[] = [];
  const options = { whileAnswering, ...(from && { from }) };
  const subscription = converse(connection, inputs$, options).subscribe({
    next: (conversation) => shown.push(conversation),
    error: (error: unknown) => {
      throw error as Error;
    },
  });
  views.push(subscription);
  const story = () => storyOf(shown.at(-1) as Conversation);
  return {
    story,
    says: (input: ConversationInput) => inputs$.next(input),
    shows: (words: string) => until(() => story() === words, words).catch(() => expect(story()).toBe(words)),
    statuses: () => shown.map(({ status }) => status).filter((status, place, all) => status !== all[place - 1]),
    /** The conversation as the storage has it. */
    stored: () => JSON.parse(JSON.stringify(shown.at(-1))) as Conversation,
    leave: () => subscription.unsubscribe(),
  };
};

describe('a conversation whose connection is lost', () => {
  it('is reconnecting, and goes on with the same answer', async () => {
    const { model, word$ } = speaking();
    const { connection, server } = await served(model, { linger });
    const view = page(connection);
    view.says('Hi');
    await view.shows('answering: user Hi, partial Ada');
    word$.next('One ');
    await view.shows('answering: user Hi, partial Ada One');
    server.closeAllConnections();
    await until(() => view.statuses().includes('reconnecting'), 'the lost connection');
    word$.next('two.');
    word$.complete();
    await view.shows('idle: user Hi, Ada One two.');
    expect(view.statuses()).toEqual(['idle', 'answering', 'reconnecting', 'answering', 'idle']);
  });

  it('stops the answer while it is reconnecting, and the next message is answered', async () => {
    const { model, word$, count } = speaking();
    const { connection, server } = await served(model, { linger });
    const view = page(connection);
    view.says('Hi');
    await view.shows('answering: user Hi, partial Ada');
    word$.next('One');
    await view.shows('answering: user Hi, partial Ada One');
    server.closeAllConnections();
    await view.shows('reconnecting: user Hi, partial Ada One [unsent Hi]');
    view.says({ stop: true });
    view.says('Again');
    await until(() => count.begun === 2 && count.ended === 1, 'the next answer');
    word$.next('Yes.');
    word$.complete();
    await view.shows('idle: user Hi, stopped Ada One, user Again, Ada Yes.');
  });

  it.each(['queue', 'replace'] as const)(
    'answers one message after another from its only place (%s)',
    async (whileAnswering) => {
      const { model, word$, count } = speaking();
      const { connect: connecting } = await served(model, {
        ...{ linger, authorize: () => ({ key: 'ada' }), limits: { callerConcurrency: 1 } },
      });
      const view = page(connecting({ retries: 0 }), undefined, whileAnswering);
      view.says('Hi');
      await view.shows('answering: user Hi, partial Ada');
      if (whileAnswering === 'queue') view.says({ stop: true });
      view.says('No');
      await until(() => count.begun === 2 && count.ended === 1, 'the next answer');
      word$.next('Yes.');
      word$.complete();
      await until(() => view.story().endsWith('user No, Ada Yes.'), 'the answer');
    },
  );
});

/** A browser: pages come and go, its storage stays. A page that is gone sends nothing and stores nothing. */
const browser = () => {
  const { items, storage } = storing();
  const open = (url: string) => {
    let isGone = false;
    const alive = (act: () => void) => (isGone ? undefined : act());
    const own: NameStorage = {
      getItem: storage.getItem,
      setItem: (key, value) => alive(() => storage.setItem(key, value)),
      removeItem: (key) => alive(() => storage.removeItem(key)),
    };
    const fetch: typeof globalThis.fetch = (...input) =>
      isGone ? Promise.reject(new TypeError('The page is gone.')) : globalThis.fetch(...input);
    return { connection: connect(url, { fetch, resume: own }), close: () => (isGone = true) };
  };
  return { items, open };
};

describe('a conversation that is loaded again in the middle of an answer', () => {
  const looking = () => {
    const word$ = new Subject<ReturnType<typeof chunk>>();
    const look = bind(() => 'found', [], { name: 'look' });
    const model = scripted(says('Hello.'), calls(call('look')), word$, says('Later.'));
    return { model, word$, options: { linger, start: new Agent({ name: 'Ada', functions: [look] }), agents: [] } };
  };

  /** Asks twice, and closes the page in the middle of the second answer. */
  const reloaded = async () => {
    const { model, word$, options } = looking();
    const { url, server } = await served(model, options);
    const { items, open } = browser();
    const { connection, close } = open(url);
    const before = page(connection);
    before.says('Hi');
    await before.shows('idle: user Hi, Ada Hello.');
    before.says('Look');
    await until(() => model.requests.length === 3, 'the second turn');
    word$.next(chunk({ role: 'assistant', content: 'Two' }));
    await before.shows('answering: user Hi, Ada Hello., user Look, Ada calls, tool found, partial Ada Two');
    const from = before.stored();
    close();
    server.closeAllConnections();
    before.leave();
    return { from, items, word$, model, open: () => open(url).connection };
  };

  it('is reconnecting, shows what was stored, and goes on with the same answer', async () => {
    const { from, items, word$, open } = await reloaded();
    const view = page(open(), from);
    expect(view.story()).toBe('reconnecting: user Hi, Ada Hello., user Look, Ada calls, tool found, partial Ada Two');
    await view.shows('answering: user Hi, Ada Hello., user Look, Ada calls, tool found, partial Ada Two');
    word$.next(chunk({ content: ' hives.' }));
    word$.next(chunk({}, 'stop'));
    word$.complete();
    await view.shows('idle: user Hi, Ada Hello., user Look, Ada calls, tool found, Ada Two hives.');
    expect(items.size).toBe(0);
    view.says('And now?');
    await view.shows(
      'idle: user Hi, Ada Hello., user Look, Ada calls, tool found, Ada Two hives., user And now?, Ada Later.',
    );
  });

  it('stops it, keeps the turn whose call was answered, and goes on from there', async () => {
    const { from, open, model } = await reloaded();
    const view = page(open(), from);
    await view.shows('answering: user Hi, Ada Hello., user Look, Ada calls, tool found, partial Ada Two');
    view.says({ stop: true });
    expect(view.story()).toBe('stopped: user Hi, Ada Hello., user Look, Ada calls, tool found, stopped Ada Two');
    view.says({ retry: true });
    await until(() => model.requests.length === 4, 'the next answer');
    await until(() => view.story().endsWith('Ada Later.'), 'the answer');
  });

  it('answers afterwards what was queued', async () => {
    const { from, open, word$ } = await reloaded();
    const view = page(open(), { ...from, queued: [{ role: 'user', content: 'And now?' }] });
    await view.shows(
      'answering: user Hi, Ada Hello., user Look, Ada calls, tool found, partial Ada Two [queued And now?]',
    );
    word$.next(chunk({}, 'stop'));
    word$.complete();
    await until(() => view.story().endsWith('Later.'), 'both answers');
    expect(view.story()).toMatch(/tool found, Ada Two, user And now\?, Ada Later\.$/);
  });

  it('is stopped if the server does not know the run any more, and if no run is stored', async () => {
    const { from, open, items } = await reloaded();
    for (const name of [`${'0'.repeat(32)}.0`, undefined]) {
      for (const key of items.keys()) {
        if (name === undefined) items.delete(key);
        else items.set(key, name);
      }
      const view = page(open(), from);
      await view.shows('stopped: user Hi, Ada Hello., user Look, Ada calls, tool found, stopped Ada Two');
    }
  });
});
