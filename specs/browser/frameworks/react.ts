import { createElement, StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { emptyConversation, toStore } from 'rxswarm/converse';
import { storyOf } from '../../support/story.ts';
import type { Mount } from './mount.ts';

export const mount: Mount = (target, conversation$) => {
  const store = toStore(conversation$, emptyConversation);
  const View = () => {
    const state = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
    return createElement('p', {}, storyOf(state));
  };
  const root = createRoot(target);
  // Mounts, unmounts and mounts again, as React does in development.
  root.render(createElement(StrictMode, {}, createElement(View)));
  return () => root.unmount();
};
