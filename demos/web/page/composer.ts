import { filter, fromEvent, map, merge, share, tap, type Observable } from 'rxjs';
import { byId } from './element.ts';
import type { UserMessage } from './lines.ts';

/** A message that the user has sent. */
export interface Sent {
  readonly content: UserMessage['content'];
  /** Number of the earlier message whose place it takes. */
  readonly turn: number | undefined;
}

/** The place where the user writes: a new message, or other words for an earlier one. */
export interface Composer {
  readonly sent$: Observable<Sent>;
  /** Puts the words of an earlier message into the field. */
  readonly edit: (turn: number, text: string) => void;
  /** Leaves the earlier message as it is. */
  readonly leave: () => void;
  readonly focus: () => void;
}

/** @param take Returns the images that go with the message. */
export const composer = (take: () => readonly string[]): Composer => {
  const words = byId('words') as HTMLTextAreaElement;
  const form = byId('composer');
  const show = (turn: string | undefined, text: string): void => {
    if (turn === undefined) delete form.dataset['turn'];
    else form.dataset['turn'] = turn;
    byId('editing').hidden = turn === undefined;
    words.value = text;
  };
  const leave = (): void => {
    if (form.dataset['turn'] !== undefined) show(undefined, '');
  };
  const entered$ = fromEvent<KeyboardEvent>(words, 'keydown').pipe(
    filter(({ key, shiftKey, isComposing }) => key === 'Enter' && !shiftKey && !isComposing),
  );
  const sent$ = merge(entered$, fromEvent(form, 'submit')).pipe(
    tap((event) => event.preventDefault()),
    map((): Sent => {
      const { turn } = form.dataset;
      return { content: contentOf(words.value.trim(), take()), turn: turn === undefined ? undefined : Number(turn) };
    }),
    filter(({ content }) => content.length > 0),
    tap(() => show(undefined, '')),
    share(),
  );
  return {
    sent$,
    leave,
    edit: (turn, text) => {
      show(String(turn), text);
      words.focus();
    },
    focus: () => words.focus(),
  };
};

/** Returns the text alone, or parts if there are images. */
const contentOf = (text: string, images: readonly string[]): Sent['content'] =>
  images.length === 0
    ? text
    : [
        ...(text === '' ? [] : [{ type: 'text', text }]),
        ...images.map((url) => ({ type: 'image_url', image_url: { url } })),
      ];
