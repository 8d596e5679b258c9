import { type Attributes, type Context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { addChunk, type Completion, emptyCompletion } from '../messages/completion.ts';
import { newCallId, toMessage } from '../messages/message.ts';
import type { ChatCompletionChunk, ChatCompletionRequest, Usage } from '../messages/types.ts';
import { contentOf } from './content.ts';
import { ATTRIBUTE, OPERATION, REQUEST_PARAMETERS } from './conventions.ts';
import { type Ending, endSpan, errorTypeOf } from './end-span.ts';
import { tracedAnswer, tracedMessage } from './messages.ts';
import type { TracingOptions } from './options.ts';
import type { Telemetry } from './telemetry.ts';

/** The span of one request to a model. */
export interface ChatSpan {
  /** The context with this span. */
  readonly active: Context;
  /** Takes a chunk of the answer. */
  readonly next: (chunk: ChatCompletionChunk) => void;
  /** Ends the span and records the metrics. */
  readonly end: (ending: Ending) => void;
}

/** Begins the span of a request, as a child of the span in `parent`. */
export const chatSpan = (request: ChatCompletionRequest, parent: Context, telemetry: Telemetry): ChatSpan => {
  const { tracer, provider, options } = telemetry;
  const common = {
    [ATTRIBUTE.operation]: OPERATION.chat,
    [ATTRIBUTE.provider]: provider,
    [ATTRIBUTE.requestModel]: request.model,
  };
  const attributes = { ...common, ...chatRequestAttributes(request, options) };
  const span = tracer.startSpan(`${OPERATION.chat} ${request.model}`, { kind: SpanKind.CLIENT, attributes }, parent);
  const begin = performance.now();
  let seen: Seen = { completion: emptyCompletion(''), id: undefined, model: undefined, firstChunk: undefined };
  return {
    active: trace.setSpan(parent, span),
    next: (chunk) => (seen = watch(seen, chunk, begin)),
    end: (ending) => {
      measure(telemetry, common, seen, begin, ending);
      describe(span, seen, telemetry);
      endSpan(span, ending, options);
    },
  };
};

/** The answer so far. */
interface Seen {
  readonly completion: Completion;
  readonly id: string | undefined;
  readonly model: string | undefined;
  /** Seconds until the first chunk. */
  readonly firstChunk: number | undefined;
}

const watch = ({ completion, id, model, firstChunk }: Seen, chunk: ChatCompletionChunk, begin: number): Seen => ({
  completion: addChunk(completion, chunk),
  id: id ?? chunk.id,
  model: model ?? chunk.model,
  firstChunk: firstChunk ?? secondsSince(begin),
});

const secondsSince = (begin: number): number => (performance.now() - begin) / 1000;

const describe = (span: Span, { completion, id, model, firstChunk }: Seen, { options }: Telemetry): void => {
  const { usage, finishReason, message } = completion;
  span.setAttributes({
    ...usageAttributes(usage),
    ...(id !== undefined && { [ATTRIBUTE.responseId]: id }),
    ...(model !== undefined && { [ATTRIBUTE.responseModel]: model }),
    ...(firstChunk !== undefined && { [ATTRIBUTE.firstChunk]: firstChunk }),
    ...(finishReason !== undefined && { [ATTRIBUTE.finishReasons]: [finishReason] }),
    ...contentOf(options, ATTRIBUTE.outputMessages, () => [tracedAnswer(toMessage(message, newCallId), finishReason)]),
  });
};

const measure = (
  { duration, firstChunk, tokens }: Telemetry,
  common: Attributes,
  seen: Seen,
  begin: number,
  ending: Ending,
): void => {
  const errorType = errorTypeOf(ending);
  const attributes = { ...common, ...(seen.model !== undefined && { [ATTRIBUTE.responseModel]: seen.model }) };
  duration.record(secondsSince(begin), { ...attributes, ...(errorType && { [ATTRIBUTE.errorType]: errorType }) });
  if (seen.firstChunk !== undefined) firstChunk.record(seen.firstChunk, attributes);
  const { usage } = seen.completion;
  if (usage === undefined) return;
  tokens.record(usage.prompt_tokens, { ...attributes, [ATTRIBUTE.tokenType]: 'input' });
  tokens.record(usage.completion_tokens, { ...attributes, [ATTRIBUTE.tokenType]: 'output' });
};

/** Returns the attributes of a request: its parameters, and its content where that is recorded. */
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

/** Leaves out a count of 1, which is the default. */
const choiceCount = ({ n }: ChatCompletionRequest): Attributes =>
  typeof n === 'number' && n !== 1 ? { [ATTRIBUTE.choiceCount]: n } : {};

const stopSequences = ({ stop }: ChatCompletionRequest): Attributes =>
  stop === undefined ? {} : { [ATTRIBUTE.stopSequences]: [stop].flat().map(String) };

const isJson = ({ response_format: format }: ChatCompletionRequest): boolean =>
  String((format as { readonly type?: unknown } | undefined)?.type).startsWith('json');

/** Returns the tokens as attributes; none where no server counted. */
export const usageAttributes = (usage: Usage | undefined): Attributes => {
  if (usage === undefined) return {};
  const cached = usage.prompt_tokens_details?.['cached_tokens'];
  const written = usage.prompt_tokens_details?.['cache_write_tokens'];
  const reasoning = usage.completion_tokens_details?.['reasoning_tokens'];
  return {
    [ATTRIBUTE.inputTokens]: usage.prompt_tokens,
    [ATTRIBUTE.outputTokens]: usage.completion_tokens,
    ...(cached !== undefined && { [ATTRIBUTE.cachedInputTokens]: cached }),
    ...(written !== undefined && { [ATTRIBUTE.cacheWriteTokens]: written }),
    ...(reasoning !== undefined && { [ATTRIBUTE.reasoningTokens]: reasoning }),
  };
};
