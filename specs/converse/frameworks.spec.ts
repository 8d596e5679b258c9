import { Injector, runInInjectionContext, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { createElement, useSyncExternalStore, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { Agent, Swarm } from 'rxswarm';
import { converse, emptyConversation, toStore, type Conversation } from 'rxswarm/converse';
import { Subject } from 'rxjs';
import { says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { storyOf } from '../support/story.ts';

/*
 * What needs no browser: Angular's signals and React on a server. React, Vue, Svelte and Solid in a page are in
 * specs/browser. The async pipe stands by its documented contract: its package is 24 MB, and wants a compiler.
 */

const talking = () => {
  const inputs$ = new Subject<string>();
  const swarm = new Swarm(scripted(says('Hello.'), says('Again.')));
  return { inputs$, conversation$: converse(swarm, inputs$, { agent: new Agent({ name: 'Ada' }) }) };
};

const ANSWERED = 'idle: user Hi, Ada Hello.';

describe('Angular', () => {
  it('toSignal has a value at once, the latest ever after, and lets go when its injector is destroyed', () => {
    const { inputs$, conversation$ } = talking();
    const injector = Injector.create({ providers: [] });
    const state: Signal<Conversation<unknown>> = runInInjectionContext(injector, () =>
      toSignal(conversation$, { requireSync: true }),
    );
    expect(storyOf(state())).toBe('idle:');
    inputs$.next('Hi');
    expect(storyOf(state())).toBe(ANSWERED);
    injector.destroy();
    expect(inputs$.observed).toBe(false);
  });

  it('the async pipe subscribes, reads the latest, and unsubscribes', () => {
    const { inputs$, conversation$ } = talking();
    const latest = { value: emptyConversation as Conversation<unknown> };
    const subscription = conversation$.subscribe({ next: (value) => (latest.value = value), error: fail });
    inputs$.next('Hi');
    expect(storyOf(latest.value)).toBe(ANSWERED);
    subscription.unsubscribe();
    expect(inputs$.observed).toBe(false);
  });
});

it('React renders on a server what nobody has said anything in, and subscribes to nothing', () => {
  const { inputs$, conversation$ } = talking();
  const store = toStore(conversation$, emptyConversation as Conversation<unknown>);
  const View = (): ReactNode =>
    createElement('p', {}, storyOf(useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot)));
  expect(renderToString(createElement(View))).toBe('<p>idle:</p>');
  expect(inputs$.observed).toBe(false);
});

describe('a store', () => {
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

  it('as in StrictMode lets go and subscribes again at once: the conversation goes on', async () => {
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
