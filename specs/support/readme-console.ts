const printed = new Map<number, string[]>();

/** The console of one block: what it prints late is not taken for what the next one prints. */
export const consoleOf = (line: number): Pick<Console, 'log' | 'error'> => ({
  log: (...values: readonly unknown[]) => print(line, `${values.join(' ')}\n`),
  error: (...values: readonly unknown[]) => print(line, `${values.join(' ')}\n`),
});

export const print = (line: number, text: string): void => {
  printed.set(line, [...(printed.get(line) ?? []), text]);
};

export const printedBy = (line: number): string => (printed.get(line) ?? []).join('');
