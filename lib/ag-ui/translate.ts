import type { AGUIEvent, Interrupt } from '@ag-ui/core';
import type { Observable } from 'rxjs';
import type { ContextVariables } from '../agent/context.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import type { RetryEvent, ToolEvent } from '../messages/events.ts';
import { newCallId } from '../messages/message.ts';
import { isShown } from '../messages/waiting.ts';
import type { Delta } from '../messages/types.ts';
import { toJsonValue, toText } from '../util/stringify.ts';
import { callIds, earlierIds } from './call-ids.ts';
import { event, toolResult } from './protocol.ts';
import { runFinished, toInterrupt } from './run-finished.ts';
import { openTurn, type Turn } from './turn.ts';

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

/** The translation of a run after one of its events. */
export interface Translation {
  readonly run: Translated;
  /** The AG-UI events for the last event of the run. */
  readonly events: readonly AGUIEvent[];
  /** The active agent. */
  readonly active: string | undefined;
  /** The step that is open, by its agent's name. */
  readonly step: string | undefined;
  /** The completion that is under way, or whose calls are executed. */
  readonly turn: Turn | undefined;
  /** Calls that wait for approval. */
  readonly interrupts: readonly Interrupt[];
}

/** The parts of a run that do not change while it is translated. */
interface Translated {
  readonly ids: Pick<AgUiRun, 'threadId' | 'runId'>;
  readonly exposed: ReadonlySet<string>;
  /** Returns the id the client knows a call by that an earlier run announced. */
  readonly earlierId: ReturnType<typeof earlierIds>;
  /** Returns the id itself, or a new one if the client has a call of that id. */
  readonly claim: (callId: string) => string;
}

/** Returns the translation before the first event. */
export const translationOf = ({ threadId, runId, agent, messages = [], expose = [] }: AgUiRun): Translation => ({
  run: {
    ids: { threadId, runId },
    exposed: new Set(expose),
    earlierId: earlierIds(messages),
    claim: claimOf(messages),
  },
  events: [],
  active: agent,
  step: undefined,
  turn: undefined,
  interrupts: [],
});

/** Translates one event of a run. */
export const translate = (before: Translation, each: RunEvent<{ readonly name: string }>): Translation => {
  if ('response' in each) return afterResponse(before, each.response);
  if ('tool' in each) return afterTool(before, each.tool);
  if ('retry' in each) return afterRetry(before, each.retry);
  if ('contextVariables' in each) return { ...before, events: stateDelta(each.contextVariables, before.run.exposed) };
  if ('handoff' in each) {
    const left = enterStep({ ...before, active: each.handoff.to }, undefined);
    return { ...left, events: [...left.events, event('CUSTOM', { name: 'handoff', value: each.handoff })] };
  }
  if ('said' in each) return { ...before, events: [event('CUSTOM', { name: 'said', value: each.said })] };
  if ('state' in each || 'connection' in each) return { ...before, events: [] };
  if (!('delim' in each)) return afterDelta(before, each);
  return each.delim === 'end'
    ? { ...before, events: before.turn?.close() ?? [] }
    : { ...before, events: [], turn: undefined };
};

/** Returns the events that close everything that is open. */
export const closed = (translation: Translation): readonly AGUIEvent[] => [
  ...(translation.turn?.close() ?? []),
  ...enterStep(translation, undefined).events,
];

const claimOf = (messages: readonly unknown[]): Translated['claim'] => {
  const taken = new Set(messages.flatMap(callIds));
  return (callId) => {
    const id = callId === '' || taken.has(callId) ? newCallId() : callId;
    taken.add(id);
    return id;
  };
};

/** Leaves the open step and enters another, unless it is the same. */
const enterStep = (before: Translation, step: string | undefined): Translation => {
  if (step === before.step) return { ...before, events: [] };
  const left = before.step === undefined ? [] : [event('STEP_FINISHED', { stepName: before.step })];
  return { ...before, step, events: step === undefined ? left : [...left, event('STEP_STARTED', { stepName: step })] };
};

const afterDelta = (before: Translation, delta: Delta): Translation => {
  const active = delta.sender ?? before.active;
  const turn = before.turn ?? openTurn(active, before.run.claim);
  const entered = enterStep({ ...before, active, turn }, active);
  return { ...entered, events: [...entered.events, ...turn.add(delta)] };
};

const afterTool = (before: Translation, tool: ToolEvent['tool']): Translation => {
  const { turn, interrupts, run } = before;
  const announced = 'arguments' in tool ? (turn?.announce(tool) ?? []) : [];
  const toolCallId = turn === undefined ? run.earlierId(tool) : (turn.idOf(tool.id) ?? tool.id);
  switch (tool.status) {
    case 'start':
      return { ...before, events: announced };
    case 'waiting':
      return {
        ...before,
        events: announced,
        interrupts: [...interrupts, toInterrupt(tool, toolCallId)],
      };
    case 'progress':
      return {
        ...before,
        events: [event('CUSTOM', { name: 'tool_progress', value: { toolCallId, value: tool.value } })],
      };
    case 'end':
      return { ...before, events: [toolResult(toolCallId, toText(tool.message.content))] };
  }
};

const afterRetry = (before: Translation, { attempt, type }: RetryEvent['retry']): Translation => ({
  ...before,
  turn: undefined,
  events: [...(before.turn?.withdraw() ?? []), event('CUSTOM', { name: 'retry', value: { attempt, type } })],
});

const afterResponse = (before: Translation, response: Response<{ readonly name: string }>): Translation => {
  const { turn, interrupts, run } = before;
  const last = response.messages.findLast(isShown);
  const calls = last?.role === 'assistant' && turn !== undefined ? (last.tool_calls ?? []) : [];
  const announced = calls.flatMap(({ id, function: called }) => turn?.announce({ id, ...called }) ?? []);
  const pending = calls.map(({ id }) => turn?.idOf(id) ?? id);
  const finished = event('RUN_FINISHED', { ...run.ids, ...runFinished(response, interrupts, pending) });
  return { ...before, step: undefined, events: [...announced, ...closed(before), finished] };
};

/** Writes a JSON Patch. Context variables are an object of one level. */
const stateDelta = (changed: ContextVariables, exposed: ReadonlySet<string>): readonly AGUIEvent[] => {
  const delta = Object.entries(changed)
    .filter(([key]) => exposed.has(key))
    .map(([key, value]) => ({ op: 'add' as const, path: `/${escaped(key)}`, value: toJsonValue(value) }));
  return delta.length === 0 ? [] : [event('STATE_DELTA', { delta })];
};

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
