import { type Context, type Span, trace as api } from '@opentelemetry/api';
import { isObservable } from 'rxjs';
import { isAgent } from '../agent/agent.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import type { RunOptions } from '../agent/run-options.ts';
import { isShown } from '../messages/waiting.ts';
import { usageAttributes } from './chat-span.ts';
import { contentOf } from './content.ts';
import { ATTRIBUTE, OPERATION } from './conventions.ts';
import { type Ending, endSpan } from './end-span.ts';
import { tracedMessage } from './messages.ts';
import type { Telemetry } from './telemetry.ts';
import { endToolSpan, toolSpan } from './tool-span.ts';

/**
 * The spans of a run: one for the whole, named after the agent that began; in it one for each agent that took over, until the next
 * takes over; in these the requests to models and the calls of functions.
 */
export interface RunSpans {
  /** Takes an event of the run. */
  readonly see: (event: RunEvent) => void;
  /** Ends all spans that are open. */
  readonly end: (ending: Ending) => void;
  /** Returns the parent of a request: the span of the active agent. */
  readonly agent: () => Context;
  /** Returns the context of a call's span, or of the active agent's for a call without a span. */
  readonly call: (id: string) => Context;
}

/** Begins the spans of a run, below `parent`. */
export const runSpans = (options: RunOptions, parent: Context, telemetry: Telemetry): RunSpans => {
  const whole = beginRun(options, parent, telemetry);
  const inWhole = api.setSpan(parent, whole);
  const calls = new Map<string, Span>();
  let takenOver: Span | undefined;
  let ended = false;

  const agent = (): Context => (takenOver ? api.setSpan(parent, takenOver) : inWhole);
  const call = (id: string): Context => {
    const span = calls.get(id);
    return span ? api.setSpan(parent, span) : agent();
  };
  const end = (ending: Ending): void => {
    if (ended) return;
    ended = true;
    for (const span of [...calls.values(), ...(takenOver ? [takenOver] : []), whole])
      endSpan(span, ending, telemetry.options);
  };
  const see = (event: RunEvent): void => {
    if ('tool' in event && event.tool.status === 'start')
      calls.set(event.tool.id, toolSpan(event.tool, agent(), telemetry));
    if ('tool' in event && (event.tool.status === 'end' || event.tool.status === 'waiting')) {
      const ended = calls.get(event.tool.id);
      if (ended && event.tool.status === 'end') endToolSpan(ended, event.tool.message, telemetry);
      else ended?.end();
      calls.delete(event.tool.id);
    }
    if ('handoff' in event) {
      takenOver?.end();
      takenOver = beginAgent(event.handoff.to, inWhole, telemetry);
    }
    if ('response' in event) {
      describe(whole, event.response, telemetry);
      // The spans end here, because a subscriber that takes the response and leaves cancels nothing.
      end('complete');
    }
  };
  return { see, end, agent, call };
};

/** Begins the span of a run. It has no agent's name yet where the agent is an Observable. */
const beginRun = ({ agent, messages }: RunOptions, parent: Context, telemetry: Telemetry): Span => {
  const name = !isObservable(agent) && isAgent(agent) ? agent.name : undefined;
  const span = beginAgent(name, parent, telemetry);
  const given = () => (isObservable(messages) ? [] : messages.map(tracedMessage));
  return span.setAttributes({
    ...telemetry.options.attributes,
    ...contentOf(telemetry.options, ATTRIBUTE.inputMessages, given),
  });
};

const beginAgent = (name: string | undefined, parent: Context, { tracer, provider }: Telemetry): Span =>
  tracer.startSpan(
    [OPERATION.invokeAgent, name].join(' ').trim(),
    {
      attributes: {
        [ATTRIBUTE.operation]: OPERATION.invokeAgent,
        [ATTRIBUTE.provider]: provider,
        ...(name !== undefined && { [ATTRIBUTE.agentName]: name }),
      },
    },
    parent,
  );

const describe = (span: Span, { messages, usage, finishReason }: Response, { options }: Telemetry): void => {
  span.setAttributes({
    ...usageAttributes(usage),
    ...(finishReason !== undefined && { [ATTRIBUTE.finishReasons]: [finishReason] }),
    ...contentOf(options, ATTRIBUTE.outputMessages, () => messages.filter(isShown).map(tracedMessage)),
  });
};
