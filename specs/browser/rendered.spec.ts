import { Injector, runInInjectionContext, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { createElement, useSyncExternalStore, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { emptyConversation, toStore, type Conversation } from 'rxswarm/converse';
import { conversing } from '../support/conversing.ts';
import { storyOf } from '../support/story.ts';

/*
 * Frameworks that need no page: Angular's signals, and React on a server. The async pipe is specified by its contract
 * in specs/converse, because its package is 24 MB and needs a compiler.
 */

it('a signal of Angular has a value at once, then the latest, and unsubscribes with its injector', () => {
  const { inputs$, conversation$ } = conversing();
  const injector = Injector.create({ providers: [] });
  const state: Signal<Conversation<unknown>> = runInInjectionContext(injector, () =>
    toSignal(conversation$, { requireSync: true }),
  );
  expect(storyOf(state())).toBe('idle:');
  inputs$.next('Hi');
  expect(storyOf(state())).toBe('idle: user Hi, Ada Hello.');
  injector.destroy();
  expect(inputs$.observed).toBe(false);
});

it('React on a server renders an empty conversation and subscribes to nothing', () => {
  const { inputs$, conversation$ } = conversing();
  const store = toStore(conversation$, emptyConversation as Conversation<unknown>);
  const View = (): ReactNode =>
    createElement('p', {}, storyOf(useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot)));
  expect(renderToString(createElement(View))).toBe('<p>idle:</p>');
  expect(inputs$.observed).toBe(false);
});
