import type { ConversationInput } from 'rxswarm/converse';
import { filter, fromEvent, map, merge, share, tap, type Observable } from 'rxjs';
import { byId } from './element.ts';

/** Emits the user's inputs, from pointer and keyboard. */
export const inputsOf = (): Observable<ConversationInput> => {
  const words = byId('words') as HTMLTextAreaElement;
  const clicked$ = fromEvent(document, 'click').pipe(
    map(({ target }) => (target instanceof Element ? target.closest('button') : null)),
    filter((button) => button !== null),
    share(),
  );
  const entered$ = fromEvent<KeyboardEvent>(words, 'keydown').pipe(
    filter(({ key, shiftKey, isComposing }) => key === 'Enter' && !shiftKey && !isComposing),
  );
  const said$ = merge(entered$, fromEvent(byId('composer'), 'submit')).pipe(
    tap((event) => event.preventDefault()),
    map(() => words.value.trim()),
    filter((text) => text !== ''),
    tap(() => (words.value = '')),
  );
  const idea$ = clicked$.pipe(
    filter((button) => button.closest('#ideas') !== null),
    map((button) => button.textContent),
  );
  const stop$ = merge(
    clicked$.pipe(filter(({ id }) => id === 'stop')),
    fromEvent<KeyboardEvent>(document, 'keydown').pipe(filter(({ key }) => key === 'Escape')),
  ).pipe(map(() => ({ stop: true }) as const));
  const retry$ = clicked$.pipe(
    filter(({ dataset }) => 'retry' in dataset),
    map(() => ({ retry: true }) as const),
  );
  const decision$ = clicked$.pipe(
    map(({ dataset: { approve, decline } }) => {
      if (approve !== undefined) return { decisions: { [approve]: true as const } };
      return decline === undefined
        ? undefined
        : { decisions: { [decline]: { declined: 'The customer declined this.' } } };
    }),
    filter((decision) => decision !== undefined),
  );
  // Focuses the text field after each input, because the clicked button may be gone. Touch screens are left out, since focus opens their keyboard.
  const isTouched = matchMedia('(pointer: coarse)').matches;
  return merge(said$, idea$, stop$, retry$, decision$).pipe(tap(() => isTouched || words.focus()));
};
