import type { RunEvent } from 'rxswarm';
import { filter, map, materialize, pipe, scan, type ObservableNotification, type OperatorFunction } from 'rxjs';
import { colourOf, noteOf, type RenderOptions } from './notes.ts';
import { printable } from './printable.ts';

interface View {
  readonly speaker: string;
  /** Whether the line that was written last goes on. */
  readonly open: boolean;
  readonly output: string;
}

const START: View = { speaker: '', open: false, output: '' };

/** What a terminal shows of a run: who speaks, their words as they come, and a line for all that happens between. */
export const render = <A extends { readonly name: string }>(
  options: RenderOptions,
): OperatorFunction<RunEvent<A>, string> =>
  pipe(
    materialize(),
    // A failure ends the line that it breaks off.
    scan(
      (view: View, event: ObservableNotification<RunEvent<A>>) =>
        event.kind === 'N' ? show(view, event.value, options) : close(view, ''),
      START,
    ),
    map(({ output }) => output),
    filter((output) => output !== ''),
  );

const show = <A extends { readonly name: string }>(view: View, event: RunEvent<A>, options: RenderOptions): View => {
  if ('delim' in event || 'response' in event) return close(view, '');
  const note = noteOf(event, view.speaker, options);
  if (note !== undefined) return close(view, `  ${note}\n`);
  const { sender = view.speaker, content, refusal } = event as { sender?: string; content?: string; refusal?: string };
  return speak({ ...view, speaker: sender }, `${content ?? ''}${refusal ?? ''}`, options);
};

/** Text goes on where it stopped; the first piece of a message names who speaks. */
const speak = (view: View, text: string, options: RenderOptions): View => {
  if (text === '') return { ...view, output: '' };
  const label = view.open ? '' : `${colourOf(view.speaker, options)}: `;
  return { ...view, open: true, output: label + printable(text) };
};

const close = (view: View, output: string): View => ({
  ...view,
  open: false,
  output: (view.open ? '\n' : '') + output,
});
