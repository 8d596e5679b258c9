import { Observable } from 'rxjs';
import { growLine, lineView, type Cast } from './line-view.ts';
import type { Line } from './lines.ts';

/** Shows lines in an element, and redraws only those that changed. */
export const logView = (log: HTMLElement, cast: Cast): ((lines: readonly Line[]) => void) => {
  let shown: readonly Line[] = [];
  log.replaceChildren();
  return (lines) => {
    const wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    lines.forEach((line, place) => {
      const [before, view] = [shown[place], log.children[place]];
      if (before === undefined || !(view instanceof HTMLElement)) log.append(lineView(line, cast));
      else if (!isSame(before, line) && !growLine(view, before, line)) view.replaceWith(lineView(line, cast));
    });
    while (log.children.length > lines.length) log.lastElementChild?.remove();
    const hasMore = lines.length > shown.length && lines.at(-1)?.kind === 'said';
    shown = lines;
    if (wasAtEnd || hasMore) log.scrollTop = log.scrollHeight;
  };
};

/** Distance from the end, in pixels, within which the log follows new lines. Further up the user is reading. */
const NEAR = 80;

/** Keeps the end of the log in sight when its size changes: a phone is turned, or something below it grows. */
export const followEnd = (log: HTMLElement): Observable<never> =>
  new Observable(() => {
    let height = log.clientHeight;
    const observer = new ResizeObserver(() => {
      const wasAtEnd = log.scrollHeight - log.scrollTop - height < NEAR;
      height = log.clientHeight;
      if (wasAtEnd) log.scrollTop = log.scrollHeight;
    });
    observer.observe(log);
    return () => observer.disconnect();
  });

const isSame = (one: Line, other: Line): boolean =>
  Object.entries(one).every(([key, value]) => (other as Readonly<Record<string, unknown>>)[key] === value);
