import { SwarmError, type Message, type RunEvent } from 'rxswarm';
import type { RemoteAgent } from 'rxswarm/bullmq';
import { catchError, defer, last, map, of, retry, scan, timer, type Observable } from 'rxjs';

/** The events of a run to its end, as one watcher saw them. */
export interface Seen {
  readonly events: readonly RunEvent<RemoteAgent>[];
  readonly error?: SwarmError | undefined;
}

/** Milliseconds until a watcher asks again that Redis did not answer. */
const PAUSE = 100;

/** Watches a run to its end, and from the beginning again where Redis failed in between. */
export const seenOf = (
  run$: Observable<RunEvent<RemoteAgent>>,
  again: () => void = () => undefined,
): Observable<Seen> =>
  defer(() => {
    let events: readonly RunEvent<RemoteAgent>[] = [];
    return run$.pipe(
      scan((seen, event) => [...seen, event], [] as readonly RunEvent<RemoteAgent>[]),
      map((seen): Seen => ({ events: (events = seen) })),
      catchError((error: unknown) => {
        if (isOutage(error)) throw error;
        return of({ events, error: error instanceof SwarmError ? error : new SwarmError('model', String(error)) });
      }),
      last(null, { events: [] }),
    );
  }).pipe(retry({ delay: () => (again(), timer(PAUSE)) }));

/** Returns true for an error that an outage of Redis explains. */
export const isOutage = (error: unknown): boolean =>
  error instanceof SwarmError && error.type === 'network' && error.message.startsWith('Redis');

/** Returns everything a watcher saw as a text, so that two watchers can be compared. */
export const textOf = ({ events, error }: Seen): string =>
  JSON.stringify([events, error && { type: error.type, message: error.message, response: error.response }]);

/** Returns the new messages of a response in the form of `storyOf`. */
export const linesOf = (messages: readonly Message[]): readonly string[] =>
  messages.map((message) => {
    const content = `${message.role}: ${typeof message.content === 'string' ? message.content : ''}`;
    if (message.role === 'tool') return `${content} ${message.tool_call_id}`;
    const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
    return [content, ...calls.map(({ id }) => id)].join(' ');
  });

/**
 * Returns the messages that the events tell of, in the form of `storyOf`. `{ retry }` declares the last turn void. A second one in a
 * row voids no further turn, because a worker may be lost before its turn begins.
 */
export const told = (events: readonly RunEvent<RemoteAgent>[]): readonly string[] => {
  let turns: readonly (readonly string[])[] = [];
  let isVoid = false;
  let [content, call] = ['', ''];
  const add = (line: string): void => void (turns = [...turns.slice(0, -1), [...(turns.at(-1) ?? []), line]]);
  for (const event of events) {
    if ('retry' in event) {
      if (!isVoid) turns = turns.slice(0, -1);
      isVoid = true;
    } else if ('delim' in event && event.delim === 'start') {
      turns = [...turns, []];
      isVoid = false;
      [content, call] = ['', ''];
    } else if ('delim' in event) add(`assistant: ${content}${call}`);
    else if ('tool' in event) {
      if (event.tool.status === 'end') add(linesOf([event.tool.message]).join());
    } else if ('content' in event || 'tool_calls' in event) {
      content += event.content ?? '';
      for (const { id } of event.tool_calls ?? []) if (id) call = ` ${id}`;
    }
  }
  return turns.flat();
};
