import { relative } from 'node:path';
import type { Diagnostic } from '../model.ts';

/** A file as the user would type it. */
export const relativePath = (file: string): string => relative(process.cwd(), file).replaceAll('\\', '/') || '.';

/** A message with its place, as compilers print it. */
export const locate = ({ file, line, column, subject, severity, message }: Diagnostic): string => {
  const warning = severity === 'warning' ? 'warning: ' : '';
  return `${relativePath(file)}:${String(line)}:${String(column)} ${warning}${subject}: ${message}`;
};
