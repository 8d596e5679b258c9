import type { AGUIEvent } from '@ag-ui/core';
import { emptyMessage, mergeDelta } from '../messages/message.ts';
import type { Delta } from '../messages/types.ts';
import { randomId } from '../util/random-id.ts';
import { reasoningStream, textStream } from './message-stream.ts';
import { event, toolResult } from './protocol.ts';

/** A call whose arguments are whole. */
export interface WholeCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** A completion on its way to the client. */
export interface Turn {
  readonly add: (delta: Delta) => readonly AGUIEvent[];
  /** Announces a call that the deltas did not announce, or announced with another name or other arguments. */
  readonly announce: (call: WholeCall) => readonly AGUIEvent[];
  /** Returns the client's id for a call of this turn, or `undefined` if the call was not announced. */
  readonly idOf: (callId: string) => string | undefined;
  readonly close: () => readonly AGUIEvent[];
  /** Closes a turn that does not count. */
  readonly withdraw: () => readonly AGUIEvent[];
}

interface AnnouncedCall {
  readonly id: string;
  readonly name: string;
  /** The part of its arguments that was sent. */
  sent: string;
}

/** The result of a call that is void. Clients would execute a call without a result themselves. */
const NOT_CALLED = 'Not called.';

/** `claim` returns a call's own id, or another if that is taken, because clients find the calls of all turns by id alone. */
export const openTurn = (sender: string | undefined, claim: (callId: string) => string): Turn => {
  const messageId = `msg_${randomId()}`;
  const announced = new Map<string, AnnouncedCall>();
  const open = new Set<string>();
  const text = textStream(messageId, sender);
  const reasoning = reasoningStream();
  let message = emptyMessage();

  const start = ({ id: callId, name }: WholeCall): readonly AGUIEvent[] => {
    const id = claim(callId);
    announced.set(callId, { id, name, sent: '' });
    open.add(id);
    return [event('TOOL_CALL_START', { toolCallId: id, toolCallName: name, parentMessageId: messageId })];
  };

  const sendArguments = (call: WholeCall): readonly AGUIEvent[] => {
    const known = announced.get(call.id);
    if (known === undefined || !call.arguments.startsWith(known.sent)) return [];
    const delta = call.arguments.slice(known.sent.length);
    known.sent = call.arguments;
    return delta === '' ? [] : [event('TOOL_CALL_ARGS', { toolCallId: known.id, delta })];
  };

  /** A name may come in parts. It is whole once the arguments have begun. */
  const advance = (call: WholeCall): readonly AGUIEvent[] => {
    if (call.id === '' || call.name === '' || call.arguments === '') return [];
    return [...(announced.has(call.id) ? [] : start(call)), ...sendArguments(call)];
  };

  /** Skips all but the first of calls that share an id: the others get new ids once the message is whole. */
  const advanceAll = (): readonly AGUIEvent[] =>
    message.calls.list.flatMap(({ call: { id, function: called }, isDouble }) =>
      isDouble ? [] : advance({ id, name: called.name, arguments: called.arguments }),
    );

  const endCalls = (): readonly AGUIEvent[] =>
    [...open].map((toolCallId) => {
      open.delete(toolCallId);
      return event('TOOL_CALL_END', { toolCallId });
    });

  const close = () => [...reasoning.close(), ...text.close(), ...endCalls()];

  return {
    add(delta) {
      const words = textOf(delta.content) + textOf(delta.refusal);
      const hasAnswer = words !== '' || delta.tool_calls;
      const said = [
        ...reasoning.append(textOf(delta.reasoning_content ?? delta.reasoning)),
        ...(hasAnswer ? reasoning.close() : []),
        ...text.append(words),
      ];
      if (!delta.tool_calls) return said;
      message = mergeDelta(message, { tool_calls: delta.tool_calls });
      return [...said, ...advanceAll()];
    },
    announce(call) {
      const known = announced.get(call.id);
      if (known?.name === call.name && known.sent === call.arguments) return [];
      const withdrawn = known === undefined ? [] : [toolResult(known.id, NOT_CALLED)];
      return [...withdrawn, ...start(call), ...sendArguments(call), ...endCalls()];
    },
    idOf: (callId) => announced.get(callId)?.id,
    close,
    withdraw: () => [...close(), ...[...announced.values()].map(({ id }) => toolResult(id, NOT_CALLED))],
  };
};

/** Returns '' for a value that is not a string, because servers send other values, too. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
