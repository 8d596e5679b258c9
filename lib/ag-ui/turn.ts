import type { AGUIEvent } from '@ag-ui/core';
import { emptyMessage, mergeDelta } from '../messages/message.ts';
import { randomId } from '../util/random-id.ts';
import type { Delta } from '../messages/types.ts';
import { event, toolResult } from './protocol.ts';
import { reasoningSpeech, speech } from './message-stream.ts';

/** A call as it is executed, or as it waits. */
export interface WholeCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** One completion on its way to the client: what has been opened, and how it is closed. */
export interface Turn {
  readonly add: (delta: Delta) => readonly AGUIEvent[];
  /** Tells a call whose deltas did not say which it is, or said it otherwise. */
  readonly tell: (call: WholeCall) => readonly AGUIEvent[];
  /** The id under which the client knows a call of this turn; undefined for one that was not told. */
  readonly idOf: (callId: string) => string | undefined;
  readonly close: () => readonly AGUIEvent[];
  /** Closes the turn as one that does not count. */
  readonly withdraw: () => readonly AGUIEvent[];
}

interface ToldCall {
  readonly id: string;
  readonly name: string;
  /** What was sent of its arguments. */
  sent: string;
}

/** What is told of a call that is not to be: without an answer, clients would take it for one of theirs. */
const VOID = 'Not called.';

/** `claim` gives the id of a call, or another where that one is taken: clients find calls of all turns by it alone. */
export const openTurn = (sender: string | undefined, claim: (callId: string) => string): Turn => {
  const messageId = `msg_${randomId()}`;
  const told = new Map<string, ToldCall>();
  const open = new Set<string>();
  let message = emptyMessage();

  const text = speech(
    () => [
      event('TEXT_MESSAGE_START', { messageId, role: 'assistant', ...(sender === undefined ? {} : { name: sender }) }),
    ],
    (delta) => event('TEXT_MESSAGE_CONTENT', { messageId, delta }),
    () => [event('TEXT_MESSAGE_END', { messageId })],
  );
  const reasoning = reasoningSpeech();

  const start = ({ id: callId, name }: WholeCall): readonly AGUIEvent[] => {
    const id = claim(callId);
    told.set(callId, { id, name, sent: '' });
    open.add(id);
    return [event('TOOL_CALL_START', { toolCallId: id, toolCallName: name, parentMessageId: messageId })];
  };

  const argue = (call: WholeCall): readonly AGUIEvent[] => {
    const known = told.get(call.id);
    if (known === undefined || !call.arguments.startsWith(known.sent)) return [];
    const delta = call.arguments.slice(known.sent.length);
    known.sent = call.arguments;
    return delta === '' ? [] : [event('TOOL_CALL_ARGS', { toolCallId: known.id, delta })];
  };

  /** A name may come in parts: it is whole once the arguments have begun. */
  const advance = (call: WholeCall): readonly AGUIEvent[] => {
    if (call.id === '' || call.name === '' || call.arguments === '') return [];
    return [...(told.has(call.id) ? [] : start(call)), ...argue(call)];
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

  const close = () => [...reasoning.close(), ...text.close(), ...[...open].map(end)];

  return {
    add(delta) {
      const thought = textOf(delta.reasoning_content ?? delta.reasoning);
      const words = textOf(delta.content) + textOf(delta.refusal);
      const isOn = words !== '' || delta.tool_calls;
      const said = [...reasoning.say(thought), ...(isOn ? reasoning.close() : []), ...text.say(words)];
      if (!delta.tool_calls) return said;
      message = mergeDelta(message, { tool_calls: delta.tool_calls });
      return [...said, ...advanceAll()];
    },
    tell(call) {
      const known = told.get(call.id);
      if (known?.name === call.name && known.sent === call.arguments) return [];
      const withdrawn = known === undefined ? [] : [toolResult(known.id, VOID)];
      return [...withdrawn, ...start(call), ...argue(call), ...[...open].map(end)];
    },
    idOf: (callId) => told.get(callId)?.id,
    close,
    withdraw: () => [...close(), ...[...told.values()].map(({ id }) => toolResult(id, VOID))],
  };
};

/** Servers send what they like. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
