import fc from 'fast-check';
import type { Message } from '../../../lib/messages/types.ts';
import { normalMessages } from '../../../lib/models/normal-form/normal-messages.ts';

/* Histories that no run leaves: cut anywhere, in any order, with ids that come twice. */
const id = fc.constantFrom('a', 'b', 'c');
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ role: fc.constant('user' as const), content: fc.constantFrom('Hi', '', 'Go') }),
  fc.record({ role: fc.constant('system' as const), content: fc.constant('Help.') }),
  fc.record({ role: fc.constant('tool' as const), tool_call_id: id, content: fc.constantFrom('1', '2') }),
  fc.array(id, { maxLength: 3 }).map((ids): Message => ({
    role: 'assistant',
    content: 'Hm',
    ...(ids.length > 0 && { tool_calls: ids.map(toCall) }),
  })),
);
const toCall = (given: string) => ({ id: given, type: 'function' as const, function: { name: 'f', arguments: '{}' } });
const history = fc.array(message, { maxLength: 12 });

/** Says the first thing for which a strict server would refuse messages. */
const refusal = (messages: readonly Message[]): string | undefined => {
  let open: string[] = [];
  for (const [place, each] of messages.entries()) {
    if (each.role === 'tool') {
      if (open.shift() !== each.tool_call_id) return `${place}: a result that no call waits for`;
      continue;
    }
    if (open.length > 0) return `${place}: calls are open`;
    const before = messages[place - 1];
    if (each.role === 'user' && before?.role === 'user') return `${place}: two users in a row`;
    if (each.role === 'assistant') open = (each.tool_calls ?? []).map((call) => call.id);
    if (new Set(open).size < open.length) return `${place}: one id for two calls`;
  }
  return open.length > 0 ? 'calls are open at the end' : undefined;
};

const texts = (messages: readonly Message[]): string =>
  messages
    .flatMap(({ role, content }) => (role === 'user' && typeof content === 'string' && content !== '' ? [content] : []))
    .join('\n\n');

describe('the normal form of any history', () => {
  it('is taken by a strict server', () => {
    fc.assert(fc.property(history, (messages) => refusal(normalMessages(messages)) === undefined));
  });

  it('is its own normal form, the very same list', () => {
    fc.assert(
      fc.property(history, (messages) => {
        const normal = normalMessages(messages);
        return normalMessages(normal) === normal;
      }),
    );
  });

  it('has every word of users, every call, and no result twice', () => {
    fc.assert(
      fc.property(history, (messages) => {
        const normal = normalMessages(messages);
        const calls = (list: readonly Message[]) =>
          list.flatMap((each) => (each.role === 'assistant' ? (each.tool_calls ?? []) : [])).length;
        expect(texts(normal)).toBe(texts(messages));
        expect(calls(normal)).toBe(calls(messages));
        expect(normal.filter(({ role }) => role === 'tool')).toHaveLength(calls(messages));
      }),
    );
  });

  it('is the list itself where nothing is torn', () => {
    fc.assert(
      fc.property(history, (messages) => {
        fc.pre(refusal(messages) === undefined);
        return normalMessages(messages) === messages;
      }),
    );
  });

  it('leaves the messages alone', () => {
    fc.assert(
      fc.property(history, (messages) => {
        const before = structuredClone(messages);
        normalMessages(messages);
        expect(messages).toEqual(before);
      }),
    );
  });
});
