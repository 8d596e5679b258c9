import type { AGUIEvent } from '@ag-ui/core';
import { catchError, concat, defer, from, mergeMap, NEVER, of, type OperatorFunction, takeUntil, tap } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import { refuseMisspelt } from '../agent/known-options.ts';
import type { RunEvent } from '../agent/response.ts';
import { toJsonValue } from '../util/stringify.ts';
import { event } from './protocol.ts';
import { type AgUiRun, closed, translationOf, translate } from './translate.ts';

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
