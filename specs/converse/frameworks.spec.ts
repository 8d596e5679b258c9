import { Agent, Swarm } from 'rxswarm';
import { converse, emptyConversation, toStore, type Conversation } from 'rxswarm/converse';
import { Subject } from 'rxjs';
import { says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { storyOf } from '../support/story.ts';

/*
 * What each framework does with a stream, by its own documented contract and without the framework.
 */

const talking = () => {
  const inputs$ = new Subject<string>();
  const swarm = new Swarm(scripted(says('Hello.'), says('Again.')));
  return { inputs$, conversation$: converse(swarm, inputs$, { agent: new Agent({ name: 'Ada' }) }) };
};

const ANSWERED = 'idle: user Hi, Ada Hello.';

it('Angular: the async pipe and toSignal subscribe, read the latest, and unsubscribe', () => {
  const { inputs$, conversation$ } = talking();
  // `toSignal(conversation$, { requireSync: true })` throws unless there is a value at once.
  let latest: Conversation<unknown> | undefined;
  const subscription = conversation$.subscribe({ next: (value) => (latest = value), error: fail });
  expect(latest?.status).toBe('idle');
  inputs$.next('Hi');
  expect(latest && storyOf(latest)).toBe(ANSWERED);
  subscription.unsubscribe();
  expect(inputs$.observed).toBe(false);
});

it('Svelte: `$conversation$` calls subscribe with a function, wants a value at once, and unsubscribes', () => {
  const { inputs$, conversation$ } = talking();
  const values: unknown[] = [];
  const store: SvelteReadable<Conversation<unknown>> = conversation$;
  const end = store.subscribe((value) => values.push(storyOf(value)));
  expect(values).toEqual(['idle:']);
  inputs$.next('Hi');
  expect(values.at(-1)).toBe(ANSWERED);
  if (typeof end === 'function') end();
  else end.unsubscribe();
  expect(inputs$.observed).toBe(false);
});

/** Svelte's store contract. */
interface SvelteReadable<T> {
  subscribe(run: (value: T) => void): (() => void) | { unsubscribe(): void };
}

it('Solid: from() takes what has subscribe, and calls unsubscribe when it is cleaned up', () => {
  const { inputs$, conversation$ } = talking();
  const { read, cleanUp } = from<Conversation<unknown>>(conversation$);
  expect(read()?.status).toBe('idle');
  inputs$.next('Hi');
  expect(storyOf(read() as Conversation)).toBe(ANSWERED);
  cleanUp();
  expect(inputs$.observed).toBe(false);
});

/** As Solid documents it. */
const from = <T>(producer: { subscribe(next: (value: T) => void): (() => void) | { unsubscribe(): void } }) => {
  let latest: T | undefined;
  const end = producer.subscribe((value) => (latest = value));
  return { read: () => latest, cleanUp: () => (typeof end === 'function' ? end() : end.unsubscribe()) };
};

it('Vue: a shallowRef is set to each value, and the scope unsubscribes', () => {
  const { inputs$, conversation$ } = talking();
  const conversation: { value: Conversation<unknown> } = { value: emptyConversation };
  const subscription = conversation$.subscribe({ next: (value) => (conversation.value = value), error: fail });
  inputs$.next('Hi');
  expect(storyOf(conversation.value)).toBe(ANSWERED);
  subscription.unsubscribe();
  expect(inputs$.observed).toBe(false);
});

describe('React: useSyncExternalStore', () => {
  it('reads before it subscribes, is told of changes, and reads the same until the next', () => {
    const { inputs$, conversation$ } = talking();
    const store = toStore(conversation$, emptyConversation);
    expect(store.getSnapshot()).toBe(emptyConversation);
    let changes = 0;
    const unsubscribe = store.subscribe(() => changes++);
    inputs$.next('Hi');
    expect(changes).toBeGreaterThan(2);
    expect(storyOf(store.getSnapshot())).toBe(ANSWERED);
    expect(store.getSnapshot()).toBe(store.getSnapshot());
    unsubscribe();
  });

  it('in StrictMode lets go and subscribes again at once: the conversation goes on', async () => {
    const { inputs$, conversation$ } = talking();
    const { subscribe, getSnapshot } = toStore(conversation$, emptyConversation);
    const first = subscribe(() => undefined);
    inputs$.next('Hi');
    first();
    const second = subscribe(() => undefined);
    inputs$.next('Hi');
    expect(storyOf(getSnapshot())).toBe(`${ANSWERED}, user Hi, Ada Again.`);
    second();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(inputs$.observed).toBe(false);
  });

  it('throws a failure of the stream where it is rendered', () => {
    const failing$ = new Subject<number>();
    const { subscribe, getSnapshot } = toStore(failing$, 0);
    subscribe(() => undefined);
    failing$.error(new Error('broken'));
    expect(getSnapshot).toThrow('broken');
  });
});

const fail = (error: unknown): never => {
  throw error as Error;
};
