import { flushSync, mount as mountComponent, unmount } from 'svelte';
import type { Mount } from './mount.ts';
import View from './view.svelte';

export const mount: Mount = (target, conversation$) => {
  const view = mountComponent(View, { target, props: { conversation$ } });
  flushSync();
  return () => void unmount(view);
};
