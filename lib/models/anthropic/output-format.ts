import { toToolName } from '../../messages/tool-name.ts';
import type { ChatCompletionRequest, JsonSchema, Tool } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { modelVersion } from './model-version.ts';
import { accepted, isRecursive } from './schema.ts';

/** The schema that a typed answer has. */
interface Wanted {
  readonly name: string;
  readonly description?: string | undefined;
  readonly schema: JsonSchema;
}

const wantedBy = ({ response_format: format }: ChatCompletionRequest): Wanted | undefined => {
  if (!isRecord(format) || format['type'] !== 'json_schema' || !isRecord(format['json_schema'])) return undefined;
  const { name, description, schema } = format['json_schema'];
  return {
    name: textOf(name) || 'answer',
    description: textOf(description) || undefined,
    schema: isRecord(schema) ? schema : { type: 'object' },
  };
};

/** Typed answers came with Claude 4.5 (platform.claude.com/docs/en/build-with-claude/structured-outputs, read 2026-12-01). */
const TYPED = 405;

/** A recursive schema is refused as a format, and taken as the input of a function. */
const isFormat = (model: string, { schema }: Wanted): boolean => modelVersion(model) >= TYPED && !isRecursive(schema);

/** Returns `output_config.format` of a request; `undefined` where no typed answer is wanted, or the model has no such format. */
export const formatOf = (request: ChatCompletionRequest): object | undefined => {
  const wanted = wantedBy(request);
  return wanted && isFormat(request.model, wanted)
    ? { type: 'json_schema', schema: accepted(wanted.schema) }
    : undefined;
};

/** Returns the function that the model calls to give a typed answer, for models without a format. */
export const answerTool = (request: ChatCompletionRequest): Tool | undefined => {
  const wanted = wantedBy(request);
  if (!wanted || isFormat(request.model, wanted)) return undefined;
  const { description = 'Gives the answer. Call it when nothing else is left to do.', schema } = wanted;
  return {
    type: 'function',
    function: { name: freeName(wanted.name, request), description, parameters: schema, strict: false },
  };
};

const freeName = (wanted: string, { tools = [] }: ChatCompletionRequest): string => {
  const name = toToolName(wanted);
  return tools.some((tool) => tool.function.name === name) ? `${name.slice(0, 57)}_answer` : name;
};
