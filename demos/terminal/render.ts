import type { RunEvent } from 'rxswarm';
import { filter, map, materialize, pipe, scan, type ObservableNotification, type OperatorFunction } from 'rxjs';
import { colourOf, noteOf, type RenderOptions } from './notes.ts';
import { printable } from './printable.ts';

interface View {
  readonly speaker: string;
  /** True while the last written line is not ended. */
  readonly open: boolean;
  readonly output: string;
}

const START: View = { speaker: '', open: false, output: '' };

/** Renders the events of a run: the speaker, the text as it arrives, and a line for each other event. */
export const render = <A extends { readonly name: string }>(
  options: RenderOptions,
): OperatorFunction<RunEvent<A>, string> =>
  pipe(
    materialize(),
    // A failure ends the unfinished line.
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

/** Continues the current line with text. The first piece of a message names the speaker. */
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
