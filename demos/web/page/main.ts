import { fromEvent, map, merge, startWith, switchMap, tap } from 'rxjs';
import { attachments } from './attachments.ts';
import { changesOf } from './changes.ts';
import { clicks, escapes } from './clicks.ts';
import { composer } from './composer.ts';
import { copies } from './copies.ts';
import { byId } from './element.ts';
import { inputsOf } from './inputs.ts';
import { followEnd } from './log-view.ts';
import { modelFacts } from './model-line.ts';
import { roomOf } from './rooms.ts';
import { begun, changed, restored, undone, type Start } from './starts.ts';
import { talkIn } from './talk.ts';

// Opens the drawing from the beginning, except on small screens that are held sideways.
byId('swarm').toggleAttribute('open', matchMedia('(min-height: 40rem)').matches);

const { changes$: attached$, take, allow } = attachments();
const { sent$, edit, leave, focus } = composer(take);
const facts$ = modelFacts().pipe(tap(({ takesImages }) => allow(takesImages)));

// Focuses the text field after each input, because the clicked button may be gone. Touch screens are left out, since focus opens their keyboard.
const isTouched = matchMedia('(pointer: coarse)').matches;
const inputs$ = inputsOf(sent$).pipe(tap(() => isTouched || focus()));

// Leaving a conversation unsubscribes, which ends its answer on the server and stores it. The next one is looked up after that.
const talk$ = merge(
  fromEvent(window, 'hashchange').pipe(map(() => restored)),
  clicks('#again, [data-new]').pipe(map(() => begun)),
  clicks('#undo').pipe(map(() => undone)),
  changesOf(sent$).pipe(map(changed)),
).pipe(
  startWith(restored),
  switchMap((start: Start) => {
    leave();
    const room = roomOf(location.hash);
    return talkIn(room, start(room.name), inputs$);
  }),
);

const edits$ = clicks('[data-edit]').pipe(
  tap((button) =>
    edit(Number(button.dataset['edit']), button.closest('article')?.querySelector('.words')?.textContent ?? ''),
  ),
);
const leavings$ = merge(clicks('#leave'), escapes()).pipe(tap(leave));

// Keeps the last line in sight when a form opens.
const unfolded$ = fromEvent(document, 'toggle', { capture: true }).pipe(
  tap(() => byId('log').lastElementChild?.scrollIntoView({ block: 'end' })),
);

merge(talk$, edits$, leavings$, unfolded$, followEnd(byId('log')), attached$, copies(), facts$).subscribe();
