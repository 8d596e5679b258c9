import { createParser } from 'eventsource-parser';
import type { Response as RunResponse } from 'rxswarm';
import type { RemoteAgent } from 'rxswarm/client';
import type { Handler } from 'rxswarm/server';

/** A handler's answer. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON, when it is JSON. */
  readonly body: unknown;
  /** The server-sent events, when it has any. */
  readonly events: readonly { readonly event: string | undefined; readonly data: unknown }[];
  /** The body as text. */
  readonly text: string;
  /** Data of the last event. */
  readonly response: RunResponse<RemoteAgent>;
  readonly error: { readonly type: string; readonly message: string; readonly id: string };
}

const eventsIn = (text: string): Answered['events'] => {
  const events: { event: string | undefined; data: unknown }[] = [];
  createParser({ onEvent: ({ event, data }) => events.push({ event, data: JSON.parse(data) }) }).feed(text);
  return events;
};

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Calls a handler without a socket. A body that is not a string is sent as JSON. */
export const asked = async (
  handler: Handler,
  body: unknown,
  { headers = {}, method = 'POST', url = 'http://server.example/chat' } = {},
): Promise<Answered> => {
  const sent = method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {};
  const request = new Request(url, { method, headers: { 'content-type': 'application/json', ...headers }, ...sent });
  const response = await handler(request);
  const text = await response.text();
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const events = isStream ? eventsIn(text) : [];
  const last = (events.at(-1)?.data ?? asJson(text)) as Pick<Answered, 'response' | 'error'> | undefined;
  return {
    ...{ status: response.status, headers: response.headers, body: asJson(text), events, text },
    response: last?.response as Answered['response'],
    error: last?.error as Answered['error'],
  };
};
