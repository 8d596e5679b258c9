import { connect } from 'rxswarm/client';
import { converse } from 'rxswarm/converse';
import {
  animationFrameScheduler,
  auditTime,
  fromEvent,
  map,
  merge,
  shareReplay,
  startWith,
  switchMap,
  tap,
  withLatestFrom,
  type Observable,
} from 'rxjs';
import { byId } from './element.ts';
import { forget, keep, kept } from './kept.ts';
import { inputsOf } from './inputs.ts';
import { roomView } from './room-view.ts';
import { roomOf, type Room } from './rooms.ts';

const room$ = merge(
  fromEvent(window, 'hashchange'),
  fromEvent(byId('again'), 'click').pipe(tap(() => forget(roomOf(location.hash).name))),
).pipe(
  startWith(undefined),
  map(() => roomOf(location.hash)),
);

// Where there is room for it, the drawing is open from the beginning.
byId('swarm').toggleAttribute('open', matchMedia('(min-width: 56.01rem)').matches);

/** Leaving a room unsubscribes, and that ends its answer on the server. */
room$.pipe(switchMap((room) => talkIn(room))).subscribe();

/** One conversation, from where it was left: shown frame by frame, and kept for a reload. */
function talkIn(room: Room): Observable<unknown> {
  const show = roomView(room);
  const conversation$ = converse(connect(`/chat/${room.name}`), inputsOf(), { from: kept(room.name) }).pipe(
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  return merge(
    conversation$.pipe(auditTime(0, animationFrameScheduler), tap(show)),
    merge(conversation$.pipe(auditTime(250)), fromEvent(window, 'pagehide')).pipe(
      withLatestFrom(conversation$, (_, conversation) => conversation),
      tap((conversation) => keep(room.name, conversation)),
    ),
  );
}
