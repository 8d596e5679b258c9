import { filter, fromEvent, map, type Observable } from 'rxjs';

/** Emits the elements that match a selector and are clicked, now or later part of the page. */
export const clicks = (selector: string): Observable<HTMLElement> =>
  fromEvent(document, 'click').pipe(
    map(({ target }) => (target instanceof Element ? target.closest<HTMLElement>(selector) : null)),
    filter((clicked) => clicked !== null),
  );

/** Emits when Escape is pressed. */
export const escapes = (): Observable<unknown> =>
  fromEvent<KeyboardEvent>(document, 'keydown').pipe(filter(({ key }) => key === 'Escape'));
