import { styleText } from 'node:util';

export type Style = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** Puts a text in a style, or returns it unchanged when colours are off. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_, text) => text;

/**
 * Colours a terminal, unless `NO_COLOR` has a value (https://no-color.org). `FORCE_COLOR` turns colours on everywhere.
 */
export const paintFor = (
  output: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Paint => {
  const { NO_COLOR: refused = '', FORCE_COLOR: forced = '', TERM: terminal } = env;
  if (refused !== '') return plain;
  const wanted = forced === '' ? output.isTTY === true && terminal !== 'dumb' : forced !== '0';
  return wanted ? colourful : plain;
};

const colourful: Paint = (style, text) => styleText(style, text, { validateStream: false });
