import { wire } from '../../../lib/schema/to-endpoint.ts';
import { locate } from './locate.ts';
import type { Entry, FunctionEntry } from './entry.ts';
import type { OutputEntry } from './output-entry.ts';

/**
 * Builds the JSON of `--json`: the schema sent to the endpoint, by function or type. Types carry `kind: 'output'`.
 * `accepts` is present when answers are checked against a wider schema than the one that is sent.
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
