import type { ConversationInput } from 'rxswarm/converse';
import { filter, fromEvent, map, merge, type Observable } from 'rxjs';
import { clicks, escapes } from './clicks.ts';
import type { Sent } from './composer.ts';
import { decisionIn } from './waiting-view.ts';

/** Emits the user's inputs, from pointer and keyboard. */
export const inputsOf = (sent$: Observable<Sent>): Observable<ConversationInput> => {
  const said$ = sent$.pipe(
    filter(({ turn }) => turn === undefined),
    map(({ content }) => ({ role: 'user', content }) as const),
  );
  const idea$ = clicks('[data-idea]').pipe(map((button) => button.textContent));
  const stop$ = merge(clicks('#stop'), escapes()).pipe(map(() => ({ stop: true }) as const));
  const retry$ = clicks('[data-retry]').pipe(map(() => ({ retry: true }) as const));
  return merge(said$, idea$, stop$, retry$, decisionsOf());
};

/** Emits the decisions on calls that wait. */
const decisionsOf = (): Observable<ConversationInput> =>
  fromEvent<SubmitEvent>(document, 'submit').pipe(
    map((event) => {
      const { target, submitter } = event;
      if (!(target instanceof HTMLElement) || !target.matches('.decision')) return undefined;
      event.preventDefault();
      return decisionIn(target, submitter);
    }),
    filter((decision) => decision !== undefined),
  );
