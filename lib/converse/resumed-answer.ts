import { catchError, EMPTY, type Observable, throwError } from 'rxjs';
import type { SwarmError } from '../agent/errors.ts';
import { type Answer, startAnswer } from './answer.ts';
import type { Backend, BackendEvent } from './backend.ts';
import type { Conversation } from './conversation.ts';
import { stopped, withoutAnswer } from './interrupted.ts';
import { NOTHING } from './next-answer.ts';

/**
 * Returns the answer of a conversation that was stored while it was under way. Its events come again from the first one; until
 * then the transcript shows what was stored.
 */
export const resumedAnswer = <S>(from: Conversation<S>): Answer<S> => {
  const { transcript, answerFrom = transcript.length } = from;
  const answer = startAnswer({ ...from, queued: [], transcript: transcript.slice(0, answerFrom) }, NOTHING);
  return { ...answer, conversation: { ...answer.conversation, status: 'reconnecting', transcript } };
};

/** Emits the events of that answer's run; none if the server no longer has it. */
export const resumedEvents = <S>({ resume }: Backend<S>): Observable<BackendEvent<S>> =>
  resume === undefined
    ? EMPTY
    : resume().pipe(
        catchError((error: unknown) =>
          (error as SwarmError | undefined)?.status === 404 ? EMPTY : throwError(() => error as Error),
        ),
      );

/** Stops that answer. If none of its events came, the conversation is as if it could not be gone on with. */
export const withoutEvents =
  <S>(from: Conversation<S>) =>
  (answer: Answer<S>, backend: Backend<S>): Answer<S> =>
    answer.view.whole.length > 0 || answer.view.arriving
      ? stopped(answer, backend)
      : { ...answer, conversation: withoutAnswer({ ...from, queued: [] }) };
