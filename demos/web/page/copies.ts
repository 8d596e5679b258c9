import { from, map, mergeMap, startWith, switchMap, tap, timer, type Observable } from 'rxjs';
import { clicks } from './clicks.ts';

/** Copies the code or the message of a clicked "Copy" button. The button says so for a while. */
export const copies = (): Observable<unknown> =>
  clicks('[data-copy]').pipe(
    mergeMap((button) => {
      const before = [...button.childNodes];
      const back$ = timer(SHOWN).pipe(map(() => before));
      return from(copied(sourceOf(button))).pipe(
        switchMap((words) => back$.pipe(startWith([words]))),
        tap((content) => button.replaceChildren(...content)),
      );
    }),
  );

/** Milliseconds for which a button says that it has copied. */
const SHOWN = 1_500;

const sourceOf = (button: HTMLElement): string =>
  button.dataset['copy'] === 'code'
    ? (button.closest('.code')?.querySelector('pre')?.textContent ?? '')
    : (button.closest('article')?.querySelector<HTMLElement>('.words')?.innerText ?? '');

/** Browsers refuse pages that neither HTTPS nor this machine serves. */
const copied = async (text: string): Promise<string> => {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    return 'The browser refuses';
  }
};
