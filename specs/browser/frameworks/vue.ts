import { emptyConversation, type Conversation } from 'rxswarm/converse';
import { createApp, h, onScopeDispose, shallowRef } from 'vue';
import { storyOf } from '../../support/story.ts';
import type { Mount } from './mount.ts';

export const mount: Mount = (target, conversation$) => {
  const app = createApp({
    setup() {
      const state = shallowRef<Conversation>(emptyConversation);
      const s = conversation$.subscribe({ next: (c) => (state.value = c), error: console.error });
      onScopeDispose(() => s.unsubscribe());
      return () => h('p', storyOf(state.value));
    },
  });
  app.mount(target);
  return () => app.unmount();
};
