import { Agent, Swarm } from 'rxswarm';
import { converse } from 'rxswarm/converse';
import { map, Subject } from 'rxjs';
import { says } from '../../support/chunks.ts';
import { scripted } from '../../support/scripted-model.ts';
import type { Mount } from './mount.ts';

/** Controls of a view from outside the browser. */
export interface Talk {
  readonly say: (text: string) => void;
  readonly leave: () => void;
  /** Number of conversations that began, and whether one is still subscribed. */
  readonly begun: () => number;
  readonly isHeld: () => boolean;
}

export const talk = (mount: Mount): Talk => {
  const inputs$ = new Subject<string>();
  const model = scripted(says('Hel', 'lo.'), says('Again.'));
  let begun = 0;
  const counted$ = inputs$.pipe(map((text) => (begun++, text)));
  // The state as after a wire, because a view does not use it.
  const conversation$ = converse(new Swarm(model), counted$, { agent: new Agent({ name: 'Ada' }) }).pipe(
    map((conversation) => ({ ...conversation, state: '' })),
  );
  const target = document.body.appendChild(document.createElement('main'));
  const leave = mount(target, conversation$);
  return { leave, say: (text) => inputs$.next(text), begun: () => begun, isHeld: () => inputs$.observed };
};
