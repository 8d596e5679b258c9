import type { Conversation } from 'rxswarm/converse';
import { pipe, scan, type OperatorFunction } from 'rxjs';

/** A conversation before a message of the user, without the transcript: its first `length` entries are shared. */
export type Checkpoint = Pick<Conversation, 'status' | 'agent' | 'waiting' | 'unsent' | 'usage' | 'state'> & {
  /** How many entries the transcript had. */
  readonly length: number;
  /** Number of the user's message that followed, from 0 up. */
  readonly turn: number;
};

/** A conversation, and the points to which it can go back. */
export interface Saved {
  readonly conversation: Conversation;
  readonly checkpoints: readonly Checkpoint[];
}

/** Pairs each state of a conversation with the points to which it can go back. */
export const withCheckpoints = ({ conversation: from, checkpoints }: Saved): OperatorFunction<Conversation, Saved> =>
  pipe(
    scan(
      ({ settled, ...before }, conversation) => ({
        conversation,
        checkpoints: checkpointsAfter(before.checkpoints, settled, conversation),
        settled: conversation.status === 'answering' ? settled : conversation,
      }),
      { conversation: from, checkpoints, settled: from },
    ),
  );

/** How many messages of the user can be changed. A checkpoint holds a sealed state, which grows with the conversation. */
const KEPT = 12;

/** Adds a checkpoint for each message of the user that has come to the transcript. */
const checkpointsAfter = (
  checkpoints: readonly Checkpoint[],
  before: Conversation,
  after: Conversation,
): readonly Checkpoint[] => {
  if (after.status !== 'answering' || after.transcript.length <= before.transcript.length) return checkpoints;
  const length = before.transcript.length;
  if (after.transcript[length]?.message.role !== 'user') return checkpoints;
  const { status, agent, waiting, unsent, usage, state } = before;
  const turn = turnsIn(before);
  const kept = { status, agent, waiting, unsent, ...(usage && { usage }), ...(state && { state }) };
  return [...checkpoints.filter((each) => each.turn < turn), { ...kept, length, turn }].slice(-KEPT);
};

/** Returns the conversation as it was before a message of the user. Effects of later calls stay. */
export const backTo = (
  { status, agent, waiting, unsent, usage, state, length }: Checkpoint,
  { transcript }: Pick<Conversation, 'transcript'>,
): Conversation => ({
  ...{ status, agent, waiting, unsent, calls: [], queued: [], transcript: transcript.slice(0, length) },
  ...(usage && { usage }),
  ...(state !== undefined && { state }),
});

const turnsIn = ({ transcript }: Conversation): number =>
  transcript.filter(({ message }) => message.role === 'user').length;
