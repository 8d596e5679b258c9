import { connect } from 'rxswarm/client';
import { converse, type ConversationInput } from 'rxswarm/converse';
import {
  animationFrameScheduler,
  auditTime,
  concat,
  finalize,
  fromEvent,
  ignoreElements,
  merge,
  of,
  shareReplay,
  Subject,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { withCheckpoints } from './checkpoints.ts';
import { resendings } from './offline.ts';
import { roomView } from './room-view.ts';
import type { Room } from './rooms.ts';
import type { Beginning } from './starts.ts';
import { save } from './storage.ts';

/**
 * Shows one conversation from its beginning on, frame by frame. Its state is stored for reloads and for later visits to
 * the room.
 */
export const talkIn = (
  room: Room,
  { saved, first }: Beginning,
  inputs$: Observable<ConversationInput>,
): Observable<unknown> => {
  let latest = saved;
  const store = (): void => save(room.name, latest);
  const again$ = new Subject<ConversationInput>();
  const all$ = merge(first === undefined ? inputs$ : concat(of(first), inputs$), again$);
  const conversation$ = converse(connect(`/chat/${room.name}`), all$, {
    ...(room.functions && { functions: room.functions }),
    from: saved.conversation,
  }).pipe(shareReplay({ bufferSize: 1, refCount: true }));
  const saved$ = conversation$.pipe(
    withCheckpoints(saved),
    tap((each) => (latest = each)),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  const stored$ = merge(saved$.pipe(auditTime(250)), fromEvent(window, 'pagehide')).pipe(tap(store));
  const shown$ = merge(saved$.pipe(take(1)), saved$.pipe(auditTime(0, animationFrameScheduler))).pipe(
    tap(roomView(room)),
  );
  const resent$ = resendings(conversation$, fromEvent(window, 'online')).pipe(tap(() => again$.next({ retry: true })));
  return merge(stored$, shown$, resent$).pipe(ignoreElements(), finalize(store));
};
