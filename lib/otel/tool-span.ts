import { type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import type { ToolEvent } from '../messages/events.ts';
import type { ToolMessage } from '../messages/types.ts';
import { contentOf } from './content.ts';
import { ATTRIBUTE, OPERATION } from './conventions.ts';
import type { Telemetry } from './telemetry.ts';

type Call = Extract<ToolEvent['tool'], { readonly status: 'start' }>;

/** Begins the span of a call. */
export const toolSpan = ({ id, name, arguments: input }: Call, parent: Context, telemetry: Telemetry): Span => {
  const attributes = {
    [ATTRIBUTE.operation]: OPERATION.executeTool,
    [ATTRIBUTE.toolName]: name,
    [ATTRIBUTE.toolCallId]: id,
    [ATTRIBUTE.toolType]: 'function',
    ...contentOf(telemetry.options, ATTRIBUTE.toolArguments, () => input),
  };
  return telemetry.tracer.startSpan(`${OPERATION.executeTool} ${name}`, { attributes }, parent);
};

/** Ends the span of a call with its result. A failed call shows only by the words that its result begins with. */
export const endToolSpan = (span: Span, { content }: ToolMessage, { options }: Telemetry): void => {
  span.setAttributes(contentOf(options, ATTRIBUTE.toolResult, () => content));
  if (typeof content === 'string' && content.startsWith('Error: ')) {
    span.setAttribute(ATTRIBUTE.errorType, 'function');
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
};
