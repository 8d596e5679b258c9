import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** An answer of `serve`, read event by event, so that a spec can drop it in the middle. */
export interface EventReader {
  readonly status: number;
  /** Resolves with the next event; `undefined` after the last. */
  readonly next: () => Promise<EventSourceMessage | undefined>;
  /** Resolves with the events up to the end. */
  readonly rest: () => Promise<readonly EventSourceMessage[]>;
  /** Closes the socket. */
  readonly drop: () => Promise<void>;
}

/** Posts a body and reads the answer. A refusal is one event without an id. */
export const readEvents = async (
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> => {
  const answer = await post(url, body, headers);
  const arrived: EventSourceMessage[] = [];
  if (!answer.ok) arrived.push({ event: 'refused', data: await answer.text(), id: undefined });
  const parser = createParser({ onEvent: (event) => arrived.push(event) });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = async (): Promise<EventSourceMessage | undefined> => {
    while (arrived.length === 0) {
      const part = await reader?.read();
      if (part?.value === undefined) return undefined;
      parser.feed(part.value);
    }
    return arrived.shift();
  };
  return {
    status: answer.status,
    next,
    rest: async () => {
      const events: EventSourceMessage[] = [];
      for (let event = await next(); event !== undefined; event = await next()) events.push(event);
      return events;
    },
    drop: async () => reader?.cancel(),
  };
};

/** Posts a body as JSON. */
export const post = (url: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
