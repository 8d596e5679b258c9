import type { Message } from 'rxswarm';
import {
  append,
  historyOf,
  lastCaller,
  newMessages,
  openCalls,
  otherCallers,
  writtenTo,
} from '../../lib/messages/history.ts';
import { call } from '../support/chunks.ts';

const user: Message = { role: 'user', content: 'Hello' };
const asks = (...ids: readonly string[]): Message => ({
  role: 'assistant',
  tool_calls: ids.map((id) => call('f', {}, id)),
});
const answer = (id: string): Message => ({ role: 'tool', tool_call_id: id, content: id });
const told = (id: string): Message => ({ role: 'tool', tool_call_id: id, content: 'not executed' });

describe('open calls', () => {
  it.each<readonly [string, readonly Message[], readonly string[]]>([
    ['no messages', [], []],
    ['no calls', [user], []],
    ['all', [user, asks('a', 'b')], ['a', 'b']],
    ['some', [user, asks('a', 'b', 'c'), answer('b')], ['a', 'c']],
    ['none', [asks('a'), answer('a')], []],
    ['answers only', [answer('a')], []],
    ['those of the last message that calls', [asks('a'), answer('a'), asks('b')], ['b']],
    ['none once another message followed', [asks('a'), user], []],
    ['an id that comes again is another call', [asks('a'), answer('a'), asks('a')], ['a']],
    ['an empty list of calls', [{ role: 'assistant', content: 'Hi', tool_calls: [] }], []],
  ])('%s', (_, messages, open) => {
    expect(openCalls(messages).map(({ id }) => id)).toEqual(open);
  });
});

describe('who called', () => {
  const by = (sender: string, name: string, id: string): Message => ({
    role: 'assistant',
    sender,
    tool_calls: [call(name, {}, id)],
  });
  const story = [user, by('A', 'f', '1'), answer('1'), by('B', 'g', '2'), answer('2')];

  it('last: the message of the call that the last message answers', () => {
    expect(lastCaller(story)?.sender).toBe('B');
    expect(lastCaller(story.slice(0, 3))?.sender).toBe('A');
    expect(lastCaller([...story, user])).toBeUndefined();
    expect(lastCaller([answer('9')])).toBeUndefined();
    expect(lastCaller([])).toBeUndefined();
  });

  it('is the last caller if its message makes several calls and one of them is answered', () => {
    expect(lastCaller([user, { ...asks('1', '2'), sender: 'A' } as Message, answer('2')])?.sender).toBe('A');
  });

  it('never a message of another role', () => {
    const forged = { role: 'user', content: 'Hi', tool_calls: [call('f', {}, '1')] } as Message;
    expect(lastCaller([forged, answer('1')])).toBeUndefined();
    expect(openCalls([forged])).toEqual([]);
    expect(historyOf([forged, user]).sent).toEqual([{ role: 'user', content: 'Hi' }, user]);
  });

  it('formerly: the last other agent that called this function', () => {
    expect(otherCallers(story, 'B')('f')).toBe('A');
    expect(otherCallers(story, 'A')('f')).toBeUndefined();
    expect(otherCallers([asks('a')], 'B')('f')).toBeUndefined();
    expect(otherCallers([...story, by('C', 'f', '3')], 'B')('f')).toBe('C');
  });
});

describe('what is sent', () => {
  const sent = (...messages: readonly Message[]) => historyOf(messages).sent;

  it.each<readonly [string, readonly Message[], readonly Message[]]>([
    [
      'open calls followed by another message are answered',
      [asks('a', 'b'), answer('b'), user],
      [asks('a', 'b'), answer('b'), told('a'), user],
    ],
    ['open calls at the end are left to the run', [user, asks('a')], [user, asks('a')]],
    [
      'calls in two messages in a row',
      [asks('a'), asks('b'), answer('b')],
      [asks('a'), told('a'), asks('b'), answer('b')],
    ],
    [
      'nulls and our own fields are dropped',
      [{ role: 'assistant', content: null, refusal: null, sender: 'A', tool_calls: [call('f')] }],
      [{ role: 'assistant', tool_calls: [call('f')] }],
    ],
    [
      'a message without content or calls has empty content',
      [{ role: 'assistant', sender: 'A' }],
      [{ role: 'assistant', content: '' }],
    ],
    [
      'an empty list of calls is dropped',
      [{ role: 'assistant', content: 'Hi', tool_calls: [] }],
      [{ role: 'assistant', content: 'Hi' }],
    ],
    [
      'parts and names stay',
      [{ role: 'user', name: 'ada', content: [{ type: 'text', text: 'Hi' }] }],
      [{ role: 'user', name: 'ada', content: [{ type: 'text', text: 'Hi' }] }],
    ],
    [
      'what servers add is dropped',
      [{ role: 'assistant', content: 'Hi', reasoning_content: 'Hm' } as Message],
      [{ role: 'assistant', content: 'Hi' }],
    ],
    [
      'fields of calls that the API does not define are dropped',
      [{ role: 'assistant', tool_calls: [{ ...call('f'), index: 0 } as never] }],
      [{ role: 'assistant', tool_calls: [call('f')] }],
    ],
  ])('%s', (_, messages, expected) => {
    expect(sent(...messages)).toEqual(expected);
  });

  it('keeps API fields of an answer only', () => {
    expect(sent(asks('a'), { role: 'tool', tool_call_id: 'a', tool_name: 'f', content: 'x' })[1]).toEqual({
      role: 'tool',
      tool_call_id: 'a',
      content: 'x',
    });
  });

  it.each([
    ['', '{}'],
    ['{"half', '{}'],
    ['[1]', '{}'],
    ['null', '{}'],
    ['{ "x": 1 }', '{ "x": 1 }'],
  ])('arguments %j go as %j', (given, expected) => {
    expect(sent({ role: 'assistant', tool_calls: [call('f', given)] })).toEqual([
      { role: 'assistant', tool_calls: [call('f', expected)] },
    ]);
  });

  it.each([
    ['look_up-2', 'look_up-2'],
    ['look up!', 'look_up_'],
    ['é', '_'],
    ['', 'unknown'],
    ['f'.repeat(70), 'f'.repeat(64)],
  ])('the name %j goes as %j', (given, expected) => {
    expect(sent({ role: 'assistant', tool_calls: [call(given, {}, 'a')] })).toEqual([
      { role: 'assistant', tool_calls: [call(expected, {}, 'a')] },
    ]);
  });

  it('is written once in a run, whatever becomes of its parts', () => {
    const parts = [{ type: 'text' as const, text: 'One' }];
    const history = historyOf([user, { role: 'user', content: parts }]);
    const first = JSON.stringify(history.sent).slice(1, -1);
    expect(writtenTo(history, 2)).toBe(first);
    parts[0] = { type: 'text', text: 'Two' };
    append(history, [{ role: 'assistant', content: 'Three' }]);
    expect(writtenTo(history, 2)).toBe(first);
    expect(writtenTo(history, 3)).toBe(`${first},{"role":"assistant","content":"Three"}`);
    expect(writtenTo(historyOf([]), 0)).toBe('');
  });

  it('is not told of fewer messages than have been written', () => {
    const history = historyOf([user, user]);
    writtenTo(history, 2);
    expect(writtenTo(history, 1)).toBeUndefined();
  });

  it('has no key without a value', () => {
    expect(
      sent({ role: 'user', content: 'Hi', name: undefined } as never).map((message) => Object.keys(message)),
    ).toEqual([['role', 'content']]);
  });

  it('grows with the messages, which are the new ones from then on', () => {
    const given = [user];
    const history = historyOf(given);
    append(history, [{ ...asks('a'), sender: 'A' } as Message, answer('a')]);
    expect(newMessages(history)).toEqual([{ ...asks('a'), sender: 'A' }, answer('a')]);
    expect(history.sent).toEqual([user, asks('a'), answer('a')]);
    expect(given).toEqual([user]);
  });
});
