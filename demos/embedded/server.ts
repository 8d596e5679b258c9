import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Observable, Subject } from 'rxjs';
import { exchange, type Activity } from './exchange.ts';
import { human, type Pace } from './pace.ts';

export interface EmbeddedOptions {
  /** Time between chunks. Default: the pace of a person. */
  readonly pace?: Pace;
}

/** A chat-completions server that is up. */
export interface EmbeddedModel {
  /** The base URL, in place of `https://api.openai.com/v1`. */
  readonly baseURL: string;
  /** Emits how each request ended, at the moment it did. Hot. */
  readonly activity$: Observable<Activity>;
}

/**
 * Starts a small rule-based model behind real HTTP on the loopback interface, so that the demos run without a key. It
 * is up while someone is subscribed.
 */
export const embeddedModel = ({ pace = human }: EmbeddedOptions = {}): Observable<EmbeddedModel> =>
  new Observable((subscriber) => {
    const activity$ = new Subject<Activity>();
    const server = createServer((request, response) => {
      exchange(request, response, pace).subscribe({
        next: (activity) => {
          activity$.next(activity);
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
      });
    });
    server.once('error', (error) => {
      subscriber.error(error);
    });
    server.listen(0, '127.0.0.1', () => {
      subscriber.next({ baseURL: addressOf(server), activity$: activity$.asObservable() });
    });
    return () => {
      server.close();
      server.closeAllConnections();
    };
  });

const addressOf = (server: Server): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`;
