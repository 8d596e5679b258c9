import { wire } from '../../../lib/schema/to-endpoint.ts';
import { locate } from './locate.ts';
import type { Entry, FunctionEntry } from './entry.ts';
import type { OutputEntry } from './output-entry.ts';

/**
 * `--json`: what the endpoint is sent, by function or type, a type marked `kind: 'output'`; `accepts` is what comes back
 * is held against where that says more.
 */
export const mapOf = (files: readonly { readonly file: string; readonly entries: readonly Entry[] }[]): object =>
  Object.fromEntries(
    files.flatMap(({ file, entries }) => entries.map((entry) => [`${file}#${entry.path.join('.')}`, recordOf(entry)])),
  );

const recordOf = (entry: Entry): object => {
  const error = { error: entry.diagnostics.map(locate).join('\n') };
  if (entry.kind === 'output') return { kind: 'output', ...(entry.output ? ofOutput(entry.output) : error) };
  return entry.schema ? ofFunction(entry.schema) : error;
};

const ofFunction = (schema: NonNullable<FunctionEntry['schema']>): object => {
  const parameters = wire(schema.parameters, schema.strict === true);
  return { ...schema, parameters, ...accepts(schema.parameters, parameters) };
};

const ofOutput = (output: NonNullable<OutputEntry['output']>): object => {
  const schema = wire(output.schema, output.strict);
  return { ...output, schema, ...accepts(output.schema, schema) };
};

const accepts = (held: object, sent: object): object =>
  JSON.stringify(held) === JSON.stringify(sent) ? {} : { accepts: held };
