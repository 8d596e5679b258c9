const printed = new Map<string, string[]>();

/** The console of one block. Each block has its own, so that a late line is not attributed to the next block. */
export const consoleOf = (block: string): Pick<Console, 'log' | 'error'> => ({
  log: (...values: readonly unknown[]) => print(block, `${values.join(' ')}\n`),
  error: (...values: readonly unknown[]) => print(block, `${values.join(' ')}\n`),
});

export const print = (block: string, text: string): void => {
  printed.set(block, [...(printed.get(block) ?? []), text]);
};

export const printedBy = (block: string): string => (printed.get(block) ?? []).join('');
