import { from } from 'solid-js';
import { insert, render } from 'solid-js/web';
import { storyOf } from '../../support/story.ts';
import type { Mount } from './mount.ts';

export const mount: Mount = (target, conversation$) =>
  render(() => {
    const state = from(conversation$);
    const view = document.createElement('p');
    // The compiler's output for `<p>{storyOf(state())}</p>`.
    insert(view, () => {
      const conversation = state();
      return conversation && storyOf(conversation);
    });
    return view;
  }, target);
