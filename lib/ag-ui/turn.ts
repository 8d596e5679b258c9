import { textOf } from '../util/text-of.ts';
import type { AGUIEvent } from '@ag-ui/core';
import type { PartialCall } from '../messages/calls.ts';
import { emptyMessage, mergeDelta } from '../messages/message.ts';
import type { Delta, ToolCallDelta } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
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
  const told: PartialCall[] = [];
  let message = emptyMessage();

  const start = ({ id: callId, name }: WholeCall): readonly AGUIEvent[] => {
    const id = claim(callId);
    announced.set(callId, { id, name, sent: '' });
    open.add(id);
    return [event('TOOL_CALL_START', { toolCallId: id, toolCallName: name, parentMessageId: messageId })];
  };

  const sendArguments = (call: WholeCall, pieces: readonly string[]): readonly AGUIEvent[] => {
    const known = announced.get(call.id);
    const delta = known === undefined ? '' : appended(call.arguments, known.sent, pieces);
    if (known === undefined || delta === '') return [];
    known.sent = call.arguments;
    return [event('TOOL_CALL_ARGS', { toolCallId: known.id, delta })];
  };

  /**
   * Tells of a call that has grown. A name may come in parts: it is whole once the arguments have begun. Skips all but the first of
   * calls that share an id: the others get new ids once the message is whole.
   */
  const advance = (partial: PartialCall, fragments: readonly ToolCallDelta[]): readonly AGUIEvent[] => {
    const { id, function: called } = partial.call;
    if (id === '' || called.name === '' || called.arguments === '' || partial.isDouble) return [];
    const call = { id, ...called };
    return [...(announced.has(id) ? [] : start(call)), ...sendArguments(call, piecesOf(partial, fragments))];
  };

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
      const fragments = fragmentsOf(delta.tool_calls);
      const grown = message.calls.list.flatMap((partial, place) => {
        if (partial === told[place]) return [];
        told[place] = partial;
        return advance(partial, fragments);
      });
      return [...said, ...grown];
    },
    announce(call) {
      const known = announced.get(call.id);
      if (known?.name === call.name && known.sent === call.arguments) return [];
      const withdrawn = known === undefined ? [] : [toolResult(known.id, NOT_CALLED)];
      return [...withdrawn, ...start(call), ...sendArguments(call, []), ...endCalls()];
    },
    idOf: (callId) => announced.get(callId)?.id,
    close,
    withdraw: () => [...close(), ...[...announced.values()].map(({ id }) => toolResult(id, NOT_CALLED))],
  };
};

/** Returns '' for a value that is not a string, because servers send other values, too. */

const fragmentsOf = (calls: unknown): readonly ToolCallDelta[] => (Array.isArray(calls) ? calls.filter(isRecord) : []);

/** Returns the pieces of arguments that these fragments add to a call. */
const piecesOf = ({ index }: PartialCall, fragments: readonly ToolCallDelta[]): readonly string[] =>
  fragments.filter((each) => each.index === index).map((each) => textOf(each.function?.arguments));

/**
 * Returns the part of a call's arguments that is not sent yet. Takes the piece that was added where there is one, because slicing
 * a text that grows in small pieces copies all of it each time.
 */
const appended = (text: string, sent: string, pieces: readonly string[]): string => {
  const [piece = '', ...others] = pieces;
  if (others.length === 0 && piece !== '' && sent.length + piece.length === text.length) return piece;
  return text.startsWith(sent) ? text.slice(sent.length) : '';
};
