import { merge, type Observable, ReplaySubject, startWith, take, tap } from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import type { Admit } from '../http/admission.ts';
import { errorFrameOf, eventFrame, type Frame } from '../http/event-response.ts';
import type { CompleteLinger, ServerOptions } from '../http/options.ts';
import { logError } from '../http/public-error.ts';
import { randomId } from '../../util/random-id.ts';
import { Refusal } from '../http/refusal.ts';
import { type LingeringRun, lingeringRun } from './lingering-run.ts';
import { newRunName, readEventId } from './run-name.ts';

/** The run that begins, and the place that it was given. */
export interface Beginning {
  /** The caller that may come back, by its key. */
  readonly key: string | undefined;
  /** Ids of the states from which no second run may begin meanwhile. */
  readonly states: readonly string[];
  readonly frames$: Observable<Frame>;
  /** Gives the place back, once the run is over and nobody reads it. */
  readonly release: () => void;
}

/** The texts for a client, and the end of its reading. */
export interface Reading {
  readonly texts$: Observable<string>;
  /** Gives the place back that the reading took. */
  readonly release: () => void;
  /** Ends the run of a client that reads too slowly, unless others read it. */
  readonly onOverflow?: () => void;
}

/** The runs that this handler keeps for clients that come back. */
export interface LingeringRuns {
  /** @throws Refusal 409 if a run from the same state is under way. */
  readonly begin: (beginning: Beginning) => Reading;
  /** Goes on after the event with this id. @throws Refusal 404, 429 or 503. */
  readonly resume: (lastEventId: string, key: string | undefined) => Reading;
  /** Ends a run at once. @throws Refusal 404 if the caller has no run of this name. */
  readonly stop: (name: string, key: string | undefined) => void;
  /** @throws Refusal 409 if a run from one of these states is under way. */
  readonly assertFree: (states: readonly string[]) => void;
}

/** The options of the store. Without `linger` nothing is kept, and every name is unknown. */
export interface StoreOptions {
  readonly linger: CompleteLinger;
  readonly admit: Admit;
  /** The most runs that are kept after their end. */
  readonly kept: number;
  readonly server: ServerOptions;
}

interface Kept {
  readonly run: LingeringRun;
  readonly key: string | undefined;
  readonly isHeld: () => boolean;
}

/** Makes the store of a handler. It holds runs in memory, so a client comes back to the process that it left. */
export const lingeringRuns = ({ linger, admit, kept, server }: StoreOptions): LingeringRuns => {
  const runs = new Map<string, Kept>();
  const busy = new Set<string>();
  const shutdown$ = new ReplaySubject<unknown>(1);
  linger.shutdown$.pipe(take(1)).subscribe(shutdown$);

  const find = (name: string, key: string | undefined): Kept => {
    const found = runs.get(name);
    if (found === undefined || found.key !== key) throw unknownRun();
    return found;
  };
  const assertFree = (states: readonly string[]): void => {
    if (states.some((state) => busy.has(state))) throw isUnderWay();
  };
  const read = ({ run }: Kept, texts$: Observable<string>, release: () => void): Reading => ({
    texts$,
    release,
    onOverflow: () => {
      if (run.clients() === 1) run.end(ABORTED);
    },
  });
  const overflow = (): Frame => {
    const words = `More than ${linger.bufferBytes} bytes waited for a client that is gone.`;
    return errorFrameOf(new SwarmError('timeout', words), server);
  };
  /** Ended runs stay for clients that missed their end. The oldest go first. */
  const makeRoom = (): void => {
    if (runs.size < 2 * kept) return;
    for (const [name, { run }] of runs) {
      if (run.isOver() && run.clients() === 0) return void runs.delete(name);
    }
  };

  return {
    assertFree,
    begin: ({ key, states, frames$, release }) => {
      assertFree(states);
      makeRoom();
      const name = newRunName();
      const run = lingeringRun({ ...linger, shutdown$, name, frames$, overflow, scheduler: server.scheduler });
      let isHeld = true;
      const entry: Kept = { run, key, isHeld: () => isHeld };
      runs.set(name, entry);
      for (const state of states) busy.add(state);
      const unlock = (): void => {
        for (const state of states) busy.delete(state);
      };
      const giveBack = (): void => {
        isHeld = false;
        release();
      };
      const forget = (): void => {
        runs.delete(name);
        run.end(ABORTED);
      };
      merge(run.over$.pipe(tap(unlock)), run.idle$.pipe(tap(giveBack)), run.forgotten$.pipe(tap(forget))).subscribe({
        error: (reason: unknown) => logError(reason, randomId(), server.log),
      });
      return read(entry, run.begin(), () => undefined);
    },
    resume: (lastEventId, key) => {
      const { name, number } = readEventId(lastEventId) ?? { name: '', number: 0 };
      const entry = find(name, key);
      // The first client reads in the place of its run.
      const release = entry.isHeld() && entry.run.clients() === 0 ? () => undefined : admit(key);
      return read(entry, entry.run.after(number).pipe(startWith(RESTORED)), release);
    },
    stop: (name, key) => find(name, key).run.end(ABORTED),
  };
};

/** Tells a client that it is back, because the next event may take long. It has no number, because it is not of the run. */
const RESTORED = eventFrame({ connection: 'restored' });

const ABORTED: Frame = { event: 'error', data: { error: { type: 'aborted', message: 'The run was stopped.' } } };

/** The same words for a run that is over and for somebody else's, so that names cannot be tried out. */
const unknownRun = (): Refusal =>
  new Refusal(
    404,
    'run',
    'Not Found: no run of this name. It is over, was stopped, or belongs to another caller or server.',
  );

const isUnderWay = (): Refusal =>
  new Refusal(409, 'run', 'Conflict: a run from this state is under way. Come back to it, or stop it first.');
