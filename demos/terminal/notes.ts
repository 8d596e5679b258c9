import type { RunEvent, ToolEvent } from 'rxswarm';
import type { Paint, Style } from './paint.ts';
import { brief, printable } from './printable.ts';

export interface RenderOptions {
  readonly paint: Paint;
  /** Each agent has a colour of its own, by its place here. */
  readonly names: readonly string[];
}

/** What the model is told of a handoff; people are told by the handoff's own event. */
const HANDOFF = /^\{"assistant":"[^"]*"\}$/;
const PALETTE: readonly Style[] = ['cyan', 'green', 'yellow', 'blue', 'magenta'];

export const colourOf = (name: string, { paint, names }: RenderOptions): string =>
  paint(PALETTE[Math.max(names.indexOf(name), 0) % PALETTE.length] ?? 'cyan', printable(name));

/** The line for a call, a handoff or a change of the context variables; none for what is said, or has a line already. */
export const noteOf = <A extends { readonly name: string }>(
  event: RunEvent<A>,
  speaker: string,
  options: RenderOptions,
): string | undefined => {
  const { paint } = options;
  if ('tool' in event) return toolNote(event, speaker, options);
  if ('contextVariables' in event) return paint('dim', `  context: ${entries(event.contextVariables)}`);
  if (!('handoff' in event)) return undefined;
  const { from, to } = event.handoff;
  return `${colourOf(from, options)} ${paint('dim', 'hands over to')} ${colourOf(to, options)}`;
};

const toolNote = ({ tool }: ToolEvent, speaker: string, options: RenderOptions): string | undefined => {
  const { paint } = options;
  // Calls that waited come before anybody speaks.
  const who = speaker === '' ? '' : `${colourOf(speaker, options)} `;
  switch (tool.status) {
    case 'start':
      return `${who}${paint('dim', 'calls')} ${callOf(tool, paint)}`;
    case 'waiting':
      return `${who}${paint('dim', 'asks to call')} ${callOf(tool, paint)}`;
    case 'progress':
      return paint('dim', `  … ${brief(textOf(tool.value))}`);
    case 'end':
      return HANDOFF.test(textOf(tool.message.content))
        ? undefined
        : paint('dim', `  → ${brief(textOf(tool.message.content))}`);
  }
};

const callOf = (call: { readonly name: string; readonly arguments: string }, paint: Paint): string =>
  `${paint('bold', printable(call.name))}(${inputOf(call.arguments)})`;

/** Arguments as a programmer would write them; as they came where they are not JSON. */
const inputOf = (json: string): string => {
  try {
    return entries(JSON.parse(json === '' ? '{}' : json) as object);
  } catch {
    return brief(json);
  }
};

const entries = (values: object): string =>
  brief(
    Object.entries(values)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
      .join(', '),
  );

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
