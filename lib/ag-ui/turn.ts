import type { AGUIEvent } from '@ag-ui/core';
import { emptyMessage, mergeDelta } from '../message.ts';
import { randomId } from '../random-id.ts';
import type { Delta } from '../types.ts';
import { event } from './protocol.ts';

/** A call as it is executed, or as it waits. */
export interface WholeCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** One completion on its way to the client: what has been opened, and how it is closed. */
export interface Turn {
  readonly add: (delta: Delta) => readonly AGUIEvent[];
  /** Tells a call whose deltas did not say which it is. */
  readonly tell: (call: WholeCall) => readonly AGUIEvent[];
  /** The id under which the client knows a call of this turn; undefined for one that was not told. */
  readonly idOf: (callId: string) => string | undefined;
  readonly close: () => readonly AGUIEvent[];
  /** The ids of all calls that were told. */
  readonly told: () => readonly string[];
}

interface ToldCall {
  readonly id: string;
  /** What was sent of its arguments. */
  sent: string;
}

/** `claim` gives the id of a call, or another where that one is taken: clients find calls of all turns by it alone. */
export const openTurn = (sender: string | undefined, claim: (callId: string) => string): Turn => {
  const messageId = `msg_${randomId()}`;
  const told = new Map<string, ToldCall>();
  const open = new Set<string>();
  let message = emptyMessage();
  let isTextOpen = false;

  const say = (delta: string): readonly AGUIEvent[] => {
    const said = event('TEXT_MESSAGE_CONTENT', { messageId, delta });
    if (isTextOpen) return [said];
    isTextOpen = true;
    const name = sender === undefined ? {} : { name: sender };
    return [event('TEXT_MESSAGE_START', { messageId, role: 'assistant', ...name }), said];
  };

  const start = ({ id: callId, name }: WholeCall): readonly AGUIEvent[] => {
    const id = claim(callId);
    told.set(callId, { id, sent: '' });
    open.add(id);
    return [event('TOOL_CALL_START', { toolCallId: id, toolCallName: name, parentMessageId: messageId })];
  };

  /** A name may come in parts: it is whole once the arguments have begun. */
  const advance = (call: WholeCall): readonly AGUIEvent[] => {
    if (call.id === '' || call.name === '' || call.arguments === '') return [];
    const started = told.has(call.id) ? [] : start(call);
    const known = told.get(call.id);
    if (known === undefined || !open.has(known.id) || !call.arguments.startsWith(known.sent)) return started;
    const delta = call.arguments.slice(known.sent.length);
    known.sent = call.arguments;
    return delta === '' ? started : [...started, event('TOOL_CALL_ARGS', { toolCallId: known.id, delta })];
  };

  const end = (id: string): AGUIEvent => {
    open.delete(id);
    return event('TOOL_CALL_END', { toolCallId: id });
  };

  /** Of calls that share an id only the first keeps it, so only that one can be told before the message is whole. */
  const advanceAll = (): readonly AGUIEvent[] =>
    message.calls.flatMap((call, place, calls) =>
      calls.findIndex(({ id }) => id === call.id) < place ? [] : advance(call),
    );

  return {
    add(delta) {
      const text = (delta.content ?? '') + (delta.refusal ?? '');
      const said = text === '' ? [] : say(text);
      if (!delta.tool_calls) return said;
      message = mergeDelta(message, { tool_calls: delta.tool_calls });
      return [...said, ...advanceAll()];
    },
    tell(call) {
      if (told.has(call.id)) return [];
      const started = start(call);
      return [...started, ...advance(call), ...[...open].map(end)];
    },
    idOf: (callId) => told.get(callId)?.id,
    close() {
      const text = isTextOpen ? [event('TEXT_MESSAGE_END', { messageId })] : [];
      isTextOpen = false;
      return [...text, ...[...open].map(end)];
    },
    told: () => [...told.values()].map(({ id }) => id),
  };
};
