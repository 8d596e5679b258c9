import type { ConversationInput } from 'rxswarm/converse';
import { filter, map, merge, type Observable } from 'rxjs';
import { clicks, escapes } from './clicks.ts';
import type { Sent } from './composer.ts';

/** Emits the user's inputs, from pointer and keyboard. */
export const inputsOf = (sent$: Observable<Sent>): Observable<ConversationInput> => {
  const said$ = sent$.pipe(
    filter(({ turn }) => turn === undefined),
    map(({ content }) => ({ role: 'user', content }) as const),
  );
  const idea$ = clicks('[data-idea]').pipe(map((button) => button.textContent));
  const stop$ = merge(clicks('#stop'), escapes()).pipe(map(() => ({ stop: true }) as const));
  const retry$ = clicks('[data-retry]').pipe(map(() => ({ retry: true }) as const));
  const approval$ = clicks('[data-approve]').pipe(
    map(({ dataset: { approve = '' } }) => ({ decisions: { [approve]: true as const } })),
  );
  const refusal$ = clicks('[data-decline]').pipe(
    map(({ dataset: { decline = '' } }) => ({ decisions: { [decline]: { declined: 'The customer declined this.' } } })),
  );
  return merge(said$, idea$, stop$, retry$, approval$, refusal$);
};
