import { Agent, Swarm } from 'rxswarm';
import { converse } from 'rxswarm/converse';
import { map, Subject } from 'rxjs';
import { says } from '../../support/chunks.ts';
import { scripted } from '../../support/scripted-model.ts';
import type { Mount } from './mount.ts';

/** What a spec does with a view from outside of the browser. */
export interface Talk {
  readonly say: (text: string) => void;
  readonly leave: () => void;
  /** How many conversations were begun, and whether one is still held. */
  readonly begun: () => number;
  readonly isHeld: () => boolean;
}

export const talk = (mount: Mount): Talk => {
  const inputs$ = new Subject<string>();
  const model = scripted(says('Hel', 'lo.'), says('Again.'));
  let begun = 0;
  const counted$ = inputs$.pipe(map((text) => (begun++, text)));
  // As over a wire: a view makes nothing of the state.
  const conversation$ = converse(new Swarm(model), counted$, { agent: new Agent({ name: 'Ada' }) }).pipe(
    map((conversation) => ({ ...conversation, state: '' })),
  );
  const target = document.body.appendChild(document.createElement('main'));
  const leave = mount(target, conversation$);
  return { leave, say: (text) => inputs$.next(text), begun: () => begun, isHeld: () => inputs$.observed };
};
