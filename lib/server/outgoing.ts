import type { ContextVariables } from '../agent/context.ts';
import { SwarmError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import type { Message } from '../messages/types.ts';
import type { ServerOptions } from './http/options.ts';
import { publicMessage } from './http/public-error.ts';

/** What a client may read. */
export interface Outlook {
  readonly expose: ReadonlySet<string>;
  readonly redact: ServerOptions['redact'];
}

/** An event as the client gets it; undefined where there is nothing in it for the client. */
export const outgoing = (
  event: Exclude<RunEvent, { readonly response: unknown }>,
  outlook: Outlook,
): RunEvent<RemoteAgent> | undefined => {
  if ('tool' in event) return { tool: outgoingTool(event.tool, outlook) };
  if ('contextVariables' in event) {
    const contextVariables = exposed(event.contextVariables, outlook);
    return Object.keys(contextVariables).length > 0 ? { contextVariables } : undefined;
  }
  if (!('retry' in event)) return event;
  const { type, message } = event.retry;
  const text = publicMessage(type);
  return {
    retry: { ...event.retry, message: outlook.redact?.(text, { error: new SwarmError(type, message) }) ?? text },
  };
};

/** A response as the client gets it, but for its state. */
export const outgoingResponse = (response: Response, outlook: Outlook): Response<RemoteAgent> => ({
  ...response,
  messages: response.messages.map((message) => outgoingMessage(message, outlook)),
  agent: { name: response.agent.name },
  contextVariables: exposed(response.contextVariables, outlook),
});

type Tool = Extract<RunEvent, { readonly tool: unknown }>['tool'];

const outgoingTool = (tool: Tool, outlook: Outlook): Tool => {
  const { redact } = outlook;
  if (redact === undefined) return tool;
  if (tool.status === 'end') return { ...tool, message: outgoingMessage(tool.message, outlook) };
  return tool.status === 'progress' ? { ...tool, value: redactValue(tool.value, tool.name, redact) } : tool;
};

const outgoingMessage = <M extends Message>(message: M, { redact }: Outlook): M =>
  redact === undefined || message.role !== 'tool'
    ? message
    : { ...message, content: redactValue(message.content, message.tool_name ?? '', redact) };

/** What is no text passes as its JSON, and stays what it was where it is still JSON. */
const redactValue = (value: unknown, tool: string, redact: NonNullable<Outlook['redact']>): unknown => {
  if (typeof value === 'string') return redact(value, { tool });
  const text = redact(JSON.stringify(value), { tool });
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Those of the context variables that the client may read. */
export const exposed = (contextVariables: ContextVariables, { expose }: Outlook): ContextVariables =>
  Object.fromEntries(Object.entries(contextVariables).filter(([key]) => expose.has(key)));
