/** Output of the command: a terminal, or a recorder in specs. */
export interface Io {
  /** Prints a line of output. */
  readonly out: (text: string) => void;
  /** Prints a line of diagnostics. */
  readonly error: (text: string) => void;
  /** Prints a line that the next one overwrites. Only a terminal shows it. */
  readonly progress: (text: string) => void;
}

/** Writes to standard output and standard error. */
export const terminal: Io = {
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
  progress: (text) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
  },
};
