import {
  catchError,
  defer,
  EMPTY,
  ignoreElements,
  isObservable,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  shareReplay,
  skip,
  take,
  takeWhile,
  tap,
  throwIfEmpty,
  zip,
} from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { messageOf, mustBe, SwarmError, usageError } from '../agent/errors.ts';
import type { RunEvent } from '../agent/response.ts';
import type { RunOptions, SettledOptions } from '../agent/run-options.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import type { Message, UserMessage } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { show } from '../util/stringify.ts';
import { validateConversation, validateMessages } from './validate.ts';

/** Something a live input emitted. */
export interface LiveChange {
  readonly agent?: Agent;
  readonly contextVariables?: object;
  readonly modelOverride?: string;
  /** The conversation that the run begins with. */
  readonly messages?: readonly Message[];
  /** Messages that came in while the run was under way. */
  readonly said?: readonly UserMessage[];
  /** What one of them errored with: told as a change, so that the turn under way is finished and nothing of it lost. */
  readonly failure?: SwarmError;
}

/** Gives what has arrived since it was asked last. */
export type TakeChanges = () => readonly LiveChange[];

/** The ways in which a run takes what live inputs emit. */
export interface Taken {
  readonly takeChanges?: TakeChanges;
  /** Returns what the user has said since it was asked last. */
  readonly takeSaid?: () => readonly UserMessage[];
}

/** Runs something with options that are settled. */
type Project = (options: SettledOptions, taken: Taken) => Observable<RunEvent>;

/**
 * Runs `project` with the first agent while listening to the inputs that are Observables, until it ends. What they emit waits for
 * the next turn to take it. The first agent comes back as a change, which changes nothing.
 */
export const withLiveInputs = (options: RunOptions, project: Project): Observable<RunEvent> => {
  const { agent, messages } = options;
  const [contextVariables, contextVariables$] = apart(options.contextVariables);
  const [modelOverride, modelOverride$] = apart(options.modelOverride);
  const settled = { ...options, contextVariables, modelOverride };
  if (!isObservable(agent) && !isObservable(messages) && contextVariables$ === EMPTY && modelOverride$ === EMPTY) {
    return project({ ...settled, agent, messages }, {});
  }
  return defer(() => {
    const changes: LiveChange[] = [];
    const said: UserMessage[] = [];
    const agent$ = changesOf('agent', isObservable(agent) ? agent : of(agent)).pipe(
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    // All of them are kept, because the run takes the first even if others follow at once.
    const messages$ = changesOf('messages', isObservable(messages) ? messages : of(messages)).pipe(
      shareReplay({ bufferSize: Infinity, refCount: true }),
    );
    const inputs$ = merge(
      changesOf('contextVariables', contextVariables$),
      changesOf('modelOverride', modelOverride$),
      agent$,
      messages$.pipe(skip(1), map(toSaid)),
    ).pipe(
      tap((change) => (change.said ? said.push(...change.said) : changes.push(change))),
      ignoreElements(),
    );
    const run$ = zip(firstOf('agent', agent$), firstOf('messages', messages$)).pipe(
      mergeMap(([{ agent: first }, { messages: conversation = [] }]) => {
        validateConversation(conversation, options);
        const taken: Taken = { takeChanges: () => changes.splice(0), takeSaid: () => said.splice(0) };
        return project({ ...settled, agent: first as Agent, messages: conversation }, taken);
      }),
    );
    // The inputs come first: what they emit at once is there when the first turn begins. The response ends them.
    return merge(inputs$, run$).pipe(takeWhile((event) => !('response' in event), true));
  });
};

/** Emits the first change of an input. Errors without one, and with a failure. */
const firstOf = (input: keyof LiveChange, changes$: Observable<LiveChange>): Observable<LiveChange> =>
  changes$.pipe(
    take(1),
    throwIfEmpty(() => new SwarmError('usage', `The Observable given as ${input} completed without one.`)),
    tap(({ failure }) => {
      if (failure) throw failure;
    }),
  );

/** Takes later lists as what the user says. */
const toSaid = ({ messages = [], failure }: LiveChange): LiveChange => {
  if (failure) return { failure };
  const stray = messages.find(({ role }) => role !== 'user');
  return stray
    ? {
        failure: usageError(
          `The Observable given as messages emitted one of role ${show(stray.role)}: only users may say something.`,
        ),
      }
    : { said: messages as readonly UserMessage[] };
};

/** Returns an input as a value, or as the stream that it may be. */
const apart = <T>(input: T | Observable<Partial<T>> | undefined): readonly [T | undefined, Observable<Partial<T>>] =>
  isObservable(input) ? [undefined, input] : [input, EMPTY];

const changesOf = (input: keyof LiveChange, values: Observable<unknown>): Observable<LiveChange> =>
  values.pipe(
    inSubscriberContext(),
    map((value) => validated({ [input]: value })),
    catchError((cause: unknown) => {
      const message = `The Observable given as ${input} errored: ${messageOf(cause)}`;
      return of({ failure: cause instanceof SwarmError ? cause : new SwarmError('usage', message, { cause }) });
    }),
  );

/** @throws SwarmError `usage` for a value that a live input must not emit. An agent is looked at when it is prepared. */
const validated = (change: LiveChange): LiveChange => {
  const { contextVariables = {}, modelOverride = '', messages = [] } = change;
  validateMessages(messages);
  mustBe(isRecord(contextVariables), 'contextVariables emitted', contextVariables, 'emit an object');
  mustBe(typeof modelOverride === 'string', 'modelOverride emitted', modelOverride, "emit a model's name");
  return change;
};
