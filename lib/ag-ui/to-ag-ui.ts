import type { AGUIEvent, Interrupt } from '@ag-ui/core';
import {
  catchError,
  concat,
  defer,
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
import type { Response, RunEvent } from '../agent/response.ts';
import type { ToolEvent } from '../messages/events.ts';
import { newCallId } from '../messages/message.ts';
import { toJsonValue, toText } from '../util/stringify.ts';
import { callIds, earlierIds } from './call-ids.ts';
import { finished, toInterrupt } from './run-finished.ts';
import { event, toolResult } from './protocol.ts';
import { openTurn, type Turn } from './turn.ts';

/** Which run it is to the client, and what the client may see of it. A `RunAgentInput` is one, but for its `state`. */
export interface AgUiRun {
  readonly threadId: string;
  readonly runId: string;
  /** Name of the agent that begins, for servers that do not say where an answer begins. Default: it is not told. */
  readonly agent?: string;
  /** The client's messages so far: ids that they use are not used again. Default: none. */
  readonly messages?: readonly unknown[];
  /** The client's own tools. No model is offered them, which the client is told. Default: none. */
  readonly tools?: readonly { readonly name: string }[];
  /** Context variables that the client may read, by key: their changes are its state's. Default: none. */
  readonly expose?: readonly string[];
  /** The client's state when the run begins. Default: what it has. */
  readonly snapshot?: ContextVariables;
  /** Its first value ends the run as cancelled. Default: nothing does. */
  readonly cancel?: Observable<unknown>;
  /** What the client is told of a failure. Default: a general sentence, never the error's own. */
  readonly describe?: (error: unknown) => { readonly message: string; readonly code?: string };
}

/**
 * A run as AG-UI events. An agent's turns are a step with its name, calls are of the message they came with, and changes
 * of exposed context variables are deltas of the state. Never errors: a failure is the last event. Handoffs, retries and
 * what functions report on their way are CUSTOM events: `handoff`, `retry` and `tool_progress`; so is `tools_ignored`,
 * with the names of the client's own tools.
 */
export const toAgUi =
  (run: AgUiRun): OperatorFunction<RunEvent<{ readonly name: string }>, AGUIEvent> =>
  (run$) =>
    defer(() => {
      const { threadId, runId, snapshot, tools = [], cancel = NEVER, describe = inGeneral } = run;
      const ignored = tools.map(({ name }) => name);
      const translation = translate(run);
      let isOver = false;
      const over = (last: AGUIEvent): readonly AGUIEvent[] => {
        isOver = true;
        return [...translation.close(), last];
      };
      return concat(
        of(event('RUN_STARTED', { threadId, runId })),
        ignored.length === 0 ? of() : of(event('CUSTOM', { name: 'tools_ignored', value: ignored })),
        snapshot === undefined ? of() : of(event('STATE_SNAPSHOT', { snapshot: toJsonValue(snapshot) })),
        run$.pipe(
          mergeMap(translation.next),
          tap((each) => (isOver ||= 'outcome' in each)),
          catchError((error: unknown) => over(event('RUN_ERROR', describe(error)))),
          takeUntil(cancel),
        ),
        defer(() => (isOver ? of() : over(event('RUN_FINISHED', { threadId, runId, outcome: { type: 'cancelled' } })))),
      );
    });

const inGeneral = (error: unknown) => ({
  message: 'The run failed.',
  code: error instanceof SwarmError ? error.type : 'model',
});

interface Translation {
  readonly next: (event: RunEvent<{ readonly name: string }>) => readonly AGUIEvent[];
  /** Ends all that is open. */
  readonly close: () => readonly AGUIEvent[];
}

const translate = ({ threadId, runId, agent, messages = [], expose = [] }: AgUiRun): Translation => {
  const exposed = new Set(expose);
  const earlierId = earlierIds(messages);
  const taken = new Set(messages.flatMap(callIds));
  const claim = (callId: string): string => {
    const id = callId === '' || taken.has(callId) ? newCallId() : callId;
    taken.add(id);
    return id;
  };
  let active = agent;
  let step: string | undefined;
  let turn: Turn | undefined;
  let interrupts: readonly Interrupt[] = [];

  const enter = (stepName: string | undefined): readonly AGUIEvent[] => {
    if (stepName === step) return [];
    const left = step === undefined ? [] : [event('STEP_FINISHED', { stepName: step })];
    step = stepName;
    return stepName === undefined ? left : [...left, event('STEP_STARTED', { stepName })];
  };

  const close = (): readonly AGUIEvent[] => [...(turn?.close() ?? []), ...enter(undefined)];

  const onTool = (tool: ToolEvent['tool']): readonly AGUIEvent[] => {
    const told = 'arguments' in tool ? (turn?.tell(tool) ?? []) : [];
    const toolCallId = turn === undefined ? earlierId(tool) : (turn.idOf(tool.id) ?? tool.id);
    switch (tool.status) {
      case 'start':
        return told;
      case 'waiting':
        interrupts = [...interrupts, toInterrupt(tool.id, toolCallId, tool.name)];
        return told;
      case 'progress':
        return [event('CUSTOM', { name: 'tool_progress', value: { toolCallId, value: tool.value } })];
      case 'end':
        return [toolResult(toolCallId, toText(tool.message.content))];
    }
  };

  const onResponse = (response: Response<{ readonly name: string }>): readonly AGUIEvent[] => {
    const last = response.messages.at(-1);
    const calls = last?.role === 'assistant' && turn !== undefined ? (last.tool_calls ?? []) : [];
    const told = calls.flatMap(({ id, function: called }) => turn?.tell({ id, ...called }) ?? []);
    const pending = calls.map(({ id }) => turn?.idOf(id) ?? id);
    const ending = finished(response, interrupts, pending);
    return [...told, ...close(), event('RUN_FINISHED', { threadId, runId, ...ending })];
  };

  const next: Translation['next'] = (each) => {
    if ('response' in each) return onResponse(each.response);
    if ('tool' in each) return onTool(each.tool);
    if ('handoff' in each) {
      active = each.handoff.to;
      return [...enter(undefined), event('CUSTOM', { name: 'handoff', value: each.handoff })];
    }
    if ('contextVariables' in each) return stateDelta(each.contextVariables, exposed);
    if ('retry' in each) {
      const { attempt, type } = each.retry;
      const closed = turn?.withdraw() ?? [];
      turn = undefined;
      return [...closed, event('CUSTOM', { name: 'retry', value: { attempt, type } })];
    }
    if ('delim' in each) {
      if (each.delim === 'end') return turn?.close() ?? [];
      turn = undefined;
      return [];
    }
    active = each.sender ?? active;
    const entered = enter(active);
    turn ??= openTurn(active, claim);
    return [...entered, ...turn.add(each)];
  };

  return { next, close };
};

/** JSON Patch, of an object that is one level deep. */
const stateDelta = (changed: ContextVariables, exposed: ReadonlySet<string>): readonly AGUIEvent[] => {
  const delta = Object.entries(changed)
    .filter(([key]) => exposed.has(key))
    .map(([key, value]) => ({ op: 'add' as const, path: `/${escaped(key)}`, value: toJsonValue(value) }));
  return delta.length === 0 ? [] : [event('STATE_DELTA', { delta })];
};

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
