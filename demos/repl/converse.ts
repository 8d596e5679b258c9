import type { Swarm } from 'rxswarm';
import {
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  ignoreElements,
  map,
  merge,
  mergeScan,
  of,
  startWith,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import type { Demo } from '../demo.ts';
import { render } from '../terminal/render.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { follow, salvage, withUser, type Conversation } from './conversation.ts';

export interface ConverseOptions<C extends object> {
  readonly demo: Demo<C>;
  readonly swarm: Pick<Swarm, 'run'>;
  readonly terminal: Terminal;
}

/**
 * Lines in, conversations out: where it stands after each event, beginning with an empty one. A line waits until the one
 * before it is answered; what comes of an answer is what the next one starts from.
 */
export const converse = <C extends object>(options: ConverseOptions<C>): Observable<Conversation<C>> => {
  const { demo, terminal } = options;
  const empty: Conversation<C> = { messages: [], agent: demo.agents[0], contextVariables: demo.contextVariables };
  const prompt$ = defer(() => {
    terminal.prompt();
    return EMPTY;
  });
  const conversations$ = terminal.lines$.pipe(
    map((line) => line.trim()),
    mergeScan((before, line) => concat(line === '' ? EMPTY : answer(before, line, options), prompt$), empty, 1),
    startWith(empty),
  );
  return concat(prompt$, conversations$);
};

/** One run, printed as it goes. Ctrl-C unsubscribes, which closes the socket. */
const answer = <C extends object>(
  before: Conversation<C>,
  line: string,
  { demo, swarm, terminal }: ConverseOptions<C>,
): Observable<Conversation<C>> => {
  const { paint, write, fail } = terminal;
  const start = withUser(before, line);
  const names = demo.agents.map(({ name }) => name);
  const conversations$ = swarm.run(start).pipe(
    connect((events$) =>
      merge(
        events$.pipe(render({ paint, names }), tap(write), ignoreElements()),
        events$.pipe(follow(start, demo.agents)),
      ),
    ),
    tap({
      unsubscribe: () => {
        write(paint('dim', ' … stopped\n'));
      },
    }),
    takeUntil(terminal.interrupts$),
  );
  return concat(
    terminal.show(line),
    conversations$.pipe(
      catchError((error: unknown) => {
        fail(error instanceof Error ? error.message : String(error));
        return of(salvage(error, before, start));
      }),
    ),
  );
};
