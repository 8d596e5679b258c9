import { concatMap, filter, fromEvent, map, merge, tap, type Observable } from 'rxjs';
import { clicks } from './clicks.ts';
import { byId, element } from './element.ts';
import { iconButton } from './icon.ts';
import { imageView } from './image-view.ts';
import { shrink } from './shrink.ts';

/** The images that go with the next message. */
export interface Attachments {
  /** Takes images by paste, drop and button while it is subscribed. */
  readonly changes$: Observable<unknown>;
  /** Returns the images as `data:` URLs and forgets them. */
  readonly take: () => readonly string[];
  /** Says that the model takes images. Without that they are refused. */
  readonly allow: (isAllowed: boolean) => void;
}

/** A request holds the images of the whole conversation, so that a message has only a few. */
const MOST = 2;

export const attachments = (): Attachments => {
  const [list, button, input] = [byId('attached'), byId('attach'), byId('files') as HTMLInputElement];
  let urls: readonly string[] = [];
  const show = (next: readonly string[], problem = ''): void => {
    urls = next;
    list.replaceChildren(...urls.map(attachedView), element('span', { class: 'problem', role: 'alert' }, problem));
    list.hidden = urls.length === 0 && problem === '';
  };
  const add = async (file: File): Promise<void> => {
    try {
      if (urls.length >= MOST) throw new Error(`A message takes ${MOST} images at most.`);
      const url = await shrink(file);
      show([...urls, url]);
    } catch (error) {
      show(urls, error instanceof Error ? error.message : String(error));
    }
  };
  const added$ = files(input).pipe(
    filter(() => !button.hidden),
    concatMap((all) => all),
    concatMap(add),
  );
  const removed$ = clicks('[data-remove]').pipe(
    tap(({ dataset }) => show(urls.filter((_, place) => place !== Number(dataset['remove'])))),
  );
  const opened$ = clicks('#attach').pipe(tap(() => input.click()));
  return {
    changes$: merge(added$, removed$, opened$),
    take: () => {
      const taken = urls;
      show([]);
      return taken;
    },
    allow: (isAllowed) => (button.hidden = !isAllowed),
  };
};

const attachedView = (url: string, place: number): HTMLElement =>
  element(
    'span',
    {},
    imageView(url, `Image ${place + 1}`),
    iconButton('remove', `Remove image ${place + 1}`, { 'data-remove': place }),
  );

/** Emits files that are pasted, dropped or chosen. A dropped file never opens in place of the page. */
const files = (input: HTMLInputElement): Observable<readonly File[]> => {
  const pasted$ = fromEvent<ClipboardEvent>(document, 'paste').pipe(
    map((event) => ({ event, transfer: event.clipboardData })),
  );
  const dropped$ = merge(fromEvent<DragEvent>(document, 'dragover'), fromEvent<DragEvent>(document, 'drop')).pipe(
    map((event) => ({ event, transfer: event.dataTransfer })),
    filter(({ transfer }) => transfer?.types.includes('Files') === true),
    tap(({ event }) => event.preventDefault()),
  );
  const chosen$ = fromEvent(input, 'change').pipe(
    map(() => [...(input.files ?? [])]),
    tap(() => (input.value = '')),
  );
  return merge(merge(pasted$, dropped$).pipe(map(({ transfer }) => [...(transfer?.files ?? [])])), chosen$).pipe(
    map((all) => all.filter(({ type }) => type.startsWith('image/'))),
    filter((all) => all.length > 0),
  );
};
