import { SpanKind, type Attributes, type Context, type Span } from '@opentelemetry/api';
import { addChunk, emptyCompletion, type Completion } from '../messages/completion.ts';
import { newCallId, toMessage } from '../messages/message.ts';
import type { ChatCompletionChunk, ChatCompletionRequest } from '../messages/types.ts';
import { chatRequestAttributes } from './chat-request-attributes.ts';
import { contentOf } from './content.ts';
import { ATTRIBUTE, OPERATION } from './conventions.ts';
import { endSpan, errorTypeOf, type Ending } from './end-span.ts';
import { tracedAnswer } from './messages.ts';
import type { Telemetry } from './telemetry.ts';
import { usageAttributes } from './usage-attributes.ts';

/** One call of a model, watched. */
export interface ChatSpan {
  readonly next: (chunk: ChatCompletionChunk) => void;
  readonly end: (ending: Ending) => void;
}

/** Begins a span for a request, a child of what the context holds. Its end is measured too. */
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
    next: (chunk) => (seen = watch(seen, chunk, begin)),
    end: (ending) => {
      measure(telemetry, common, seen, begin, ending);
      describe(span, seen, telemetry);
      endSpan(span, ending, options);
    },
  };
};

/** What an answer has shown of itself. */
interface Seen {
  readonly completion: Completion;
  readonly id: string | undefined;
  readonly model: string | undefined;
  /** Seconds until it came. */
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
