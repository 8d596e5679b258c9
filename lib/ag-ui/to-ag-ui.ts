import type { AGUIEvent } from '@ag-ui/core';
import {
  catchError,
  concat,
  defer,
  from,
  mergeMap,
  NEVER,
  type Observable,
  of,
  type OperatorFunction,
  takeUntil,
  tap,
} from 'rxjs';
import type { ContextVariables } from '../agent/context.ts';
import { SwarmError } from '../agent/errors.ts';
import { refuseMisspelt } from '../agent/known-options.ts';
import type { RunEvent } from '../agent/response.ts';
import { toJsonValue } from '../util/stringify.ts';
import { event } from './protocol.ts';
import { closed, translationOf, translate } from './translate.ts';

/** Describes a run to its AG-UI client. A `RunAgentInput` without its `state` is one. */
export interface AgUiRun {
  /** The client's conversation. */
  readonly threadId: string;
  /** The client's run. */
  readonly runId: string;
  /** The agent that begins, for servers that do not send a role with an answer. Default: the first step has no name. */
  readonly agent?: string;
  /** The client's messages so far. Ids that they use are not used again. Default: none. */
  readonly messages?: readonly unknown[];
  /** The client's own tools. They are not offered to the model; a `tools_ignored` event tells the client. Default: none. */
  readonly tools?: readonly {
    /** Name of the tool, as the event repeats it. */
    readonly name: string;
  }[];
  /** Keys of the context variables that are part of the client's state. Default: none. */
  readonly expose?: readonly string[];
  /** The client's state when the run begins. Default: no snapshot is sent. */
  readonly snapshot?: ContextVariables;
  /** The first value ends the run as cancelled. Default: never. */
  readonly cancel?: Observable<unknown>;
  /** Describes a failure to the client. Default: a general sentence and the type of the error, never its message. */
  readonly describe?: (error: unknown) => {
    /** Sentence for the user. */
    readonly message: string;
    /** Word for programs. Default: not sent. */
    readonly code?: string;
  };
}

/**
 * Turns a run into AG-UI events. The turns of an agent are a step with its name, calls belong to the message they came with,
 * and changes of exposed context variables are state deltas. Handoffs, retries and progress of functions are CUSTOM events:
 * `handoff`, `retry` and `tool_progress`. Never errors: a failure is a last event, RUN_ERROR.
 *
 * @example
 * swarm.run({ agent, messages }).pipe(toAgUi({ threadId: 'thread', runId: 'run' })).subscribe(send);
 */
export const toAgUi = (run: AgUiRun): OperatorFunction<RunEvent<{ readonly name: string }>, AGUIEvent> => {
  refuseMisspelt('toAgUi()', run, OPTIONS);
  return (run$) =>
    defer(() => {
      const { threadId, runId, cancel = NEVER, describe = inGeneral } = run;
      let translation = translationOf(run);
      let isOver = false;
      const endWith = (last: AGUIEvent): readonly AGUIEvent[] => {
        isOver = true;
        return [...closed(translation), last];
      };
      return concat(
        from(firstEvents(run)),
        run$.pipe(
          mergeMap((each) => (translation = translate(translation, each)).events),
          tap((each) => (isOver ||= 'outcome' in each)),
          catchError((error: unknown) => endWith(event('RUN_ERROR', describe(error)))),
          takeUntil(cancel),
        ),
        defer(() =>
          isOver ? of() : endWith(event('RUN_FINISHED', { threadId, runId, outcome: { type: 'cancelled' } })),
        ),
      );
    });
};

const OPTIONS: readonly (keyof AgUiRun)[] = [
  'threadId',
  'runId',
  'agent',
  'messages',
  'tools',
  'expose',
  'snapshot',
  'cancel',
  'describe',
];

const firstEvents = ({ threadId, runId, snapshot, tools = [] }: AgUiRun): readonly AGUIEvent[] => [
  event('RUN_STARTED', { threadId, runId }),
  ...(tools.length > 0 ? [event('CUSTOM', { name: 'tools_ignored', value: tools.map(({ name }) => name) })] : []),
  ...(snapshot === undefined ? [] : [event('STATE_SNAPSHOT', { snapshot: toJsonValue(snapshot) })]),
];

const inGeneral = (error: unknown) => ({
  message: 'The run failed.',
  code: error instanceof SwarmError ? error.type : 'model',
});
