import type { Diagnostic, Place } from '../model.ts';

/** Makes a diagnostic about an agent. */
export const say = (
  { file, line, column }: Place,
  subject: string,
  severity: Diagnostic['severity'],
  message: string,
): Diagnostic => ({
  ...{ file, line, column, subject, severity, message },
});
