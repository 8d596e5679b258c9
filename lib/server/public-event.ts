import type { ContextVariables } from '../agent/context.ts';
import { SwarmError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import type { ToolEvent } from '../messages/events.ts';
import { readable } from '../messages/readable.ts';
import { isShown } from '../messages/waiting.ts';
import type { Message, ToolMessage } from '../messages/types.ts';
import { hasFailed } from '../tools/failed-calls.ts';
import { randomId } from '../util/random-id.ts';
import { toText } from '../util/stringify.ts';
import type { ServerOptions } from './http/options.ts';
import { logError, publicMessage, redacted } from './http/public-error.ts';

/** The part of a run that clients may read. */
export interface Visibility {
  /** Keys of the context variables that clients may read. */
  readonly expose: ReadonlySet<string>;
  readonly redact: ServerOptions['redact'];
  readonly log: ServerOptions['log'];
}

/** Returns an event as clients may read it, or `undefined` if it holds nothing for them. */
export const publicEvent = (
  event: Exclude<RunEvent, { readonly response: unknown }>,
  visibility: Visibility,
): RunEvent<RemoteAgent> | undefined => {
  if ('tool' in event) return { tool: publicTool(event.tool, visibility) };
  if ('contextVariables' in event) {
    const contextVariables = exposedVariables(event.contextVariables, visibility);
    return Object.keys(contextVariables).length > 0 ? { contextVariables } : undefined;
  }
  // The facts about a completion tell which model answers behind the server.
  if ('delim' in event) return { delim: event.delim };
  if ('handoff' in event || 'state' in event || 'said' in event) return event;
  if (!('retry' in event)) return readable(event);
  const { type, message } = event.retry;
  const source = { error: new SwarmError(type, message) };
  return { retry: { ...event.retry, message: redacted(publicMessage(type), source, visibility.redact) } };
};

/** Returns a response as clients may read it, without its state. */
export const publicResponse = (response: Response, visibility: Visibility): Response<RemoteAgent> => ({
  ...response,
  messages: response.messages.filter(isShown).map((message) => publicMessageOf(message, visibility)),
  agent: { name: response.agent.name },
  contextVariables: exposedVariables(response.contextVariables, visibility),
});

/** Returns the context variables that clients may read. */
export const exposedVariables = (contextVariables: ContextVariables, { expose }: Visibility): ContextVariables =>
  Object.fromEntries(Object.entries(contextVariables).filter(([key]) => expose.has(key)));

type Tool = ToolEvent['tool'];

const publicTool = (tool: Tool, visibility: Visibility): Tool => {
  const { redact } = visibility;
  if (tool.status === 'end') return { ...tool, message: publicMessageOf(tool.message, visibility) };
  if (tool.status !== 'progress' || redact === undefined) return tool;
  return { ...tool, value: redactValue(tool.value, tool.name, redact) };
};

const publicMessageOf = <M extends Message>(message: M, visibility: Visibility): M => {
  if (message.role !== 'tool') return readable(message);
  const { redact } = visibility;
  if (hasFailed(message)) return { ...message, content: publicFailure(message, visibility) };
  if (redact === undefined) return message;
  return { ...message, content: redactValue(message.content, message.tool_name ?? '', redact) };
};

const failureIds = new WeakMap<ToolMessage, string>();

/** Tells a client that a function failed. The log has the error under the id; `redact` may tell more. */
const publicFailure = (message: ToolMessage, { redact, log }: Visibility): string => {
  const { tool_name: tool = '', content } = message;
  const error = new SwarmError('function', `${tool}: ${toText(content)}`);
  const known = failureIds.get(message);
  const id = known ?? randomId();
  failureIds.set(message, id);
  if (known === undefined) logError(error, id, log);
  return redacted(`The function failed. (${id})`, { tool, error }, redact);
};

/** Redacts a value that is not a string as its JSON. Returns the text itself if it is no longer JSON afterwards. */
const redactValue = (value: unknown, tool: string, redact: NonNullable<Visibility['redact']>): unknown => {
  if (typeof value === 'string') return redacted(value, { tool }, redact);
  const text = redacted(JSON.stringify(value), { tool }, redact);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
