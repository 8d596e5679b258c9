import { catchError, defer, map, type Observable, repeat, tap, timer } from 'rxjs';
import type { SwarmError } from '../agent/errors.ts';
import type { RemoteAgent, RemoteRequest } from '../agent/remote.ts';
import type { RunEvent } from '../agent/response.ts';

/** Keeps the name of a run across a reload: `sessionStorage`, `localStorage`, or an object like them. */
export interface NameStorage {
  /** Returns the text under a key; null if it holds nothing. */
  readonly getItem: (key: string) => string | null;
  /** Keeps a text under a key. */
  readonly setItem: (key: string, value: string) => void;
  /** Removes the text under a key. */
  readonly removeItem: (key: string) => void;
}

/** An event, with its id if the server keeps the run for clients that come back. */
export interface Arrived {
  readonly id?: string | undefined;
  readonly event: RunEvent<RemoteAgent>;
}

/** A request as it is sent: what is asked, and the name of a run to stop first. */
export type Sent = RemoteRequest & { readonly stop?: string | undefined };

/** The means of a client that comes back. */
export interface Resuming {
  /** Sends a request. With the id of an event it goes on after that event instead. */
  readonly ask: (request: Sent, after?: string) => Observable<Arrived>;
  readonly resume: NameStorage | undefined;
  /** The storage's key for the run. */
  readonly key: string;
}

/** Runs a request; without one, goes on with the run that the storage names, from its first event. */
export type ResumableRun = (request?: RemoteRequest) => Observable<RunEvent<RemoteAgent>>;

/** Returns a `run` that comes back to its run when the connection is lost, and stops it when it is unsubscribed. */
export const resumable = ({ ask, resume: storage, key }: Resuming): ResumableRun => {
  /** Names of runs that the server has not been told to stop. */
  const unstopped = new Set<string>();

  /** Stops a run, together with the next request if that follows at once. */
  const stop = (name: string): void => {
    const done = () => unstopped.delete(name);
    unstopped.add(name);
    queueMicrotask(() => unstopped.has(name) && ask({ stop: name }).subscribe({ error: done, complete: done }));
  };
  const begin = (request: RemoteRequest): Observable<Arrived> => {
    const [name] = unstopped;
    if (!name) return ask(request);
    unstopped.delete(name);
    return ask({ ...request, stop: name }).pipe(
      catchError((error: unknown) => {
        // A run that the server does not know any more need not be stopped.
        if ((error as SwarmError).status === 404) return ask(request);
        throw error as SwarmError;
      }),
    );
  };

  return (request) =>
    defer(() => {
      /** Id of the last event, while the run may have to be gone on with or stopped. */
      let last = request ? '' : (storage?.getItem(key) ?? '');
      let failures = 0;
      if (!request && !last) return [];

      const end = (isUnderWay: boolean): void => {
        if (!last) return;
        storage?.removeItem(key);
        if (isUnderWay) stop(nameOf(last));
        last = '';
      };
      const arrived = ({ id, event }: Arrived): void => {
        if (!id) return;
        // A page that is loaded again needs all events.
        if (!last) storage?.setItem(key, `${nameOf(id)}.0`);
        last = id;
        failures = 0;
        if ('response' in event) end(false);
      };
      const lost = (error: SwarmError): readonly Arrived[] => {
        if (!last || !isLost(error)) end(error.type === 'protocol');
        else if (failures++ < ATTEMPTS) return LOST;
        else unstopped.add(nameOf(last));
        throw error;
      };
      return defer(() => (last ? ask({}, last) : begin(request ?? {}))).pipe(
        catchError(lost),
        repeat({ delay: () => (failures ? timer(Math.min(5000, 125 * 2 ** failures)) : []) }),
        tap({ next: arrived, unsubscribe: () => end(true) }),
        map(({ event }) => event),
      );
    });
};

/** The most attempts in a row to come back. Their waits take 43 s. */
const ATTEMPTS = 12;

const LOST: readonly Arrived[] = [{ event: { connection: 'lost' } }];

/** A name has 32 characters. */
const nameOf = (id: string): string => id.slice(0, 32);

/** Tells whether the run may still be there: the connection broke, or a proxy found no server behind it. */
const isLost = ({ type, status = 0 }: SwarmError): boolean =>
  type === 'network' || type === 'incomplete' || status >= 500;
