import type { RunEvent, ToolEvent } from 'rxswarm';
import type { Paint, Style } from './paint.ts';
import { brief, printable } from './printable.ts';

export interface RenderOptions {
  readonly paint: Paint;
  /** Names of the agents. The position of a name decides its colour. */
  readonly names: readonly string[];
}

/** The tool message of a handoff. The handoff event tells people the same, so this text is not shown. */
const HANDOFF = /^\{"assistant":"[^"]*"\}$/;
const PALETTE: readonly Style[] = ['cyan', 'green', 'yellow', 'blue', 'magenta'];

export const colourOf = (name: string, { paint, names }: RenderOptions): string =>
  paint(PALETTE[Math.max(names.indexOf(name), 0) % PALETTE.length] ?? 'cyan', printable(name));

/**
 * Returns the line for a call, a handoff or a change of the context variables. Returns `undefined` for text, and for
 * events that already have a line.
 */
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
  // Calls that waited for approval come before any text.
  const who = speaker === '' ? '' : `${colourOf(speaker, options)} `;
  switch (tool.status) {
    case 'start':
      return `${who}${paint('dim', 'calls')} ${callOf(tool, paint)}`;
    case 'waiting':
      if (tool.question !== undefined) return `${who}${paint('dim', 'asks:')} ${brief(tool.question.text, 400)}`;
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

/** Writes arguments as JavaScript; text that is not JSON stays as it is. */
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
