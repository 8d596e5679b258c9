import { relative } from 'node:path';
import type { Diagnostic } from '../model.ts';

/** Returns a path relative to the working directory, as a user would type it. */
export const relativePath = (file: string): string => relative(process.cwd(), file).replaceAll('\\', '/') || '.';

/** Formats a message with its place, as compilers do. */
export const locate = ({ file, line, column, subject, severity, message }: Diagnostic): string => {
  const warning = severity === 'warning' ? 'warning: ' : '';
  return `${relativePath(file)}:${String(line)}:${String(column)} ${warning}${subject}: ${message}`;
};
