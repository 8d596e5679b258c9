import type { Message } from 'rxswarm';
import { append, historyOf, lastCaller, newMessages, openCalls, otherCallers } from '../../lib/messages/history.ts';
import { call } from '../support/chunks.ts';

const user: Message = { role: 'user', content: 'Hello' };
const asks = (...ids: readonly string[]): Message => ({
  role: 'assistant',
  tool_calls: ids.map((id) => call('f', {}, id)),
});
const answer = (id: string): Message => ({ role: 'tool', tool_call_id: id, content: id });

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
  });

  it('formerly: the last other agent that called this function', () => {
    expect(otherCallers(story, 'B')('f')).toBe('A');
    expect(otherCallers(story, 'A')('f')).toBeUndefined();
    expect(otherCallers([asks('a')], 'B')('f')).toBeUndefined();
    expect(otherCallers([...story, by('C', 'f', '3')], 'B')('f')).toBe('C');
  });
});

describe('a history', () => {
  it('grows with the messages, which are the new ones from then on', () => {
    const given = [user];
    const history = historyOf(given);
    append(history, [{ ...asks('a'), sender: 'A' } as Message, answer('a')]);
    expect(newMessages(history)).toEqual([{ ...asks('a'), sender: 'A' }, answer('a')]);
    expect(given).toEqual([user]);
  });

  it('has copies of the messages that went in, so that a caller may change them while the run lasts', () => {
    const given = { role: 'user' as const, content: 'Hello' };
    const { messages } = historyOf([given]);
    given.content = 'Bye';
    expect(messages).toEqual([user]);
  });
});
