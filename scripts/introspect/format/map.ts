import { wire } from '../../../lib/schema/wire.ts';
import { locate } from './locate.ts';
import type { Entry } from './entry.ts';

/** `--json`: what the endpoint is sent, by function; `accepts` is what arguments are held against where that says more. */
export const mapOf = (files: readonly { readonly file: string; readonly entries: readonly Entry[] }[]): object =>
  Object.fromEntries(
    files.flatMap(({ file, entries }) => entries.map((entry) => [`${file}#${entry.path.join('.')}`, recordOf(entry)])),
  );

const recordOf = ({ schema, diagnostics }: Entry): object => {
  if (schema === undefined) return { error: diagnostics.map(locate).join('\n') };
  const parameters = wire(schema.parameters, schema.strict === true);
  const isSame = JSON.stringify(parameters) === JSON.stringify(schema.parameters);
  return { ...schema, parameters, ...(isSame ? {} : { accepts: schema.parameters }) };
};
