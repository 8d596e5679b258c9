import { Agent, type Swarm } from 'rxswarm';
import { text } from 'rxswarm/operators';
import { defer, reduce, tap, type Observable } from 'rxjs';

/** Arrival of the first and the last words of a summary, in milliseconds after the request. */
export interface Times {
  readonly first: number;
  readonly last: number;
}

const summariser = (stream: boolean): Agent =>
  new Agent({
    name: 'Summariser',
    instructions: 'Summarise the document in at most five sentences. Say nothing that is not in it.',
    settings: { stream },
  });

export interface SummaryOptions {
  readonly stream: boolean;
  readonly write: (text: string) => void;
}

/** Writes the summary as it arrives: token by token, or at once when it is not streamed. */
export const summarise = (
  document: string,
  swarm: Pick<Swarm, 'run'>,
  { stream, write }: SummaryOptions,
): Observable<Times> =>
  defer(() => {
    const begin = performance.now();
    const agent = summariser(stream);
    return swarm.run({ agent, messages: [{ role: 'user', content: document }] }).pipe(
      text(),
      tap(write),
      reduce(
        ({ first }, _, index) => {
          const now = performance.now() - begin;
          return { first: index === 0 ? now : first, last: now };
        },
        { first: 0, last: 0 },
      ),
    );
  });
