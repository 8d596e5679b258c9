import type { Attributes } from '@opentelemetry/api';
import type { ChatCompletionRequest } from '../messages/types.ts';
import { contentOf } from './content.ts';
import { ATTRIBUTE, REQUEST_PARAMETERS } from './conventions.ts';
import { tracedMessage } from './messages.ts';
import type { TracingOptions } from './options.ts';

/** What a request asks for, and what it says where that is to be recorded. */
export const chatRequestAttributes = (request: ChatCompletionRequest, options: TracingOptions): Attributes => ({
  [ATTRIBUTE.stream]: request.stream,
  ...parameters(request),
  ...choiceCount(request),
  ...stopSequences(request),
  ...(isJson(request) && { [ATTRIBUTE.outputType]: 'json' }),
  ...contentOf(options, ATTRIBUTE.inputMessages, () => request.messages.map(tracedMessage)),
  ...(request.tools && contentOf(options, ATTRIBUTE.toolDefinitions, () => request.tools)),
});

const parameters = (request: ChatCompletionRequest): Attributes =>
  Object.fromEntries(
    Object.entries(REQUEST_PARAMETERS).flatMap(([parameter, attribute]) => {
      const value = request[parameter];
      return typeof value === 'number' ? [[attribute, value]] : [];
    }),
  );

/** One is what everybody asks for. */
const choiceCount = ({ n }: ChatCompletionRequest): Attributes =>
  typeof n === 'number' && n !== 1 ? { [ATTRIBUTE.choiceCount]: n } : {};

const stopSequences = ({ stop }: ChatCompletionRequest): Attributes =>
  stop === undefined ? {} : { [ATTRIBUTE.stopSequences]: [stop].flat().map(String) };

const isJson = ({ response_format: format }: ChatCompletionRequest): boolean =>
  String((format as { readonly type?: unknown } | undefined)?.type).startsWith('json');
