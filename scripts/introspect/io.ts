/** Where the command speaks: the terminal, or a spec. */
export interface Io {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** A line that is overwritten by the next; only a terminal shows it. */
  readonly progress: (text: string) => void;
}

export const terminal: Io = {
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
  progress: (text) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
  },
};
