import { connect } from 'rxswarm/client';
import { converse } from 'rxswarm/converse';
import {
  animationFrameScheduler,
  auditTime,
  finalize,
  fromEvent,
  map,
  merge,
  shareReplay,
  startWith,
  switchMap,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { copies } from './copies.ts';
import { byId } from './element.ts';
import { inputsOf } from './inputs.ts';
import { roomView } from './room-view.ts';
import { roomOf, type Room } from './rooms.ts';
import { clear, load, save } from './storage.ts';

// Opens the drawing from the beginning on wide screens.
byId('swarm').toggleAttribute('open', matchMedia('(min-width: 56.01rem)').matches);

/**
 * Shows one conversation from its last state, frame by frame. Its state is stored for reloads and for later visits to
 * the room.
 */
const talkIn = (room: Room): Observable<unknown> => {
  const from = load(room.name);
  let latest = from;
  const store = (): void => save(room.name, latest);
  const conversation$ = converse(connect(`/chat/${room.name}`), inputsOf(), { from }).pipe(
    tap((conversation) => (latest = conversation)),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  const saved$ = merge(conversation$.pipe(auditTime(250)), fromEvent(window, 'pagehide')).pipe(tap(store));
  const frames$ = conversation$.pipe(auditTime(0, animationFrameScheduler));
  const shown$ = merge(conversation$.pipe(take(1)), frames$).pipe(tap(roomView(room)));
  return merge(saved$, shown$).pipe(finalize(store));
};

// Leaving a room unsubscribes, which ends its answer on the server. Beginning anew also clears the stored state.
const talk$ = merge(
  fromEvent(window, 'hashchange').pipe(map(() => false)),
  fromEvent(byId('again'), 'click').pipe(map(() => true)),
).pipe(
  startWith(false),
  switchMap((isNew) => {
    const room = roomOf(location.hash);
    if (isNew) clear(room.name);
    return talkIn(room);
  }),
);

// Keeps the end of the log in sight when the drawing takes its space on a phone.
const unfolded$ = fromEvent(byId('swarm'), 'toggle').pipe(
  tap(() => byId('log').lastElementChild?.scrollIntoView({ block: 'end' })),
);

merge(talk$, unfolded$, copies()).subscribe();
