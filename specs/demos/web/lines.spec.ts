import { emptyConversation, type Conversation, type TranscriptEntry } from 'rxswarm/converse';
import { linesOf, readable } from '../../../demos/web/page/lines.ts';

const user = (content: string): TranscriptEntry => ({ message: { role: 'user', content }, status: 'whole' });

const says = (sender: string, content: string, status: TranscriptEntry['status'] = 'whole'): TranscriptEntry => ({
  message: { role: 'assistant', content, sender },
  status,
});

const calls = (sender: string, id: string, status: TranscriptEntry['status'] = 'whole'): TranscriptEntry => ({
  message: {
    role: 'assistant',
    content: null,
    sender,
    tool_calls: [{ id, type: 'function', function: { name: 'act', arguments: '{}' } }],
  },
  status,
});

const result = (id: string, content: string): TranscriptEntry => ({
  message: { role: 'tool', tool_call_id: id, content },
  status: 'whole',
});

const conversation = (transcript: readonly TranscriptEntry[], rest: Partial<Conversation> = {}): Conversation => ({
  ...emptyConversation,
  ...rest,
  transcript,
});

const act = { kind: 'call', id: '1', name: 'act', input: '{}' };

it('lists messages that wait for an answer last', () => {
  const queued = [{ role: 'user', content: 'And now?' }] as const;
  const lines = linesOf(conversation([user('Hi'), says('Ada', 'Hel', 'partial')], { queued, agent: 'Bob' }), {
    first: 'Ada',
    turns: [],
  });
  expect(lines.map(({ kind }) => kind)).toEqual(['said', 'answer', 'handoff', 'said']);
  expect(lines.at(-1)).toEqual({ kind: 'said', content: 'And now?', turn: undefined, waits: true });
});

describe('linesOf', () => {
  it('returns no lines for an empty conversation', () => {
    expect(linesOf(emptyConversation, { first: 'Triage', turns: [] })).toEqual([]);
  });

  it('adds a handoff where the speaker changes, and one to the agent that answers next', () => {
    const lines = linesOf(
      conversation([user('Hi'), calls('Triage', '1'), result('1', 'ok'), says('Sales', 'Hello')], { agent: 'Refunds' }),
      { first: 'Triage', turns: [] },
    );
    expect(lines).toEqual([
      { kind: 'said', content: 'Hi', turn: undefined, waits: false },
      { ...act, state: 'done', output: 'ok' },
      { kind: 'handoff', from: 'Triage', to: 'Sales' },
      { kind: 'answer', agent: 'Sales', text: 'Hello', status: 'whole', turn: undefined },
      { kind: 'handoff', from: 'Sales', to: 'Refunds' },
    ]);
  });

  it('shows the call of a handoff until it has ended, because its line says the same', () => {
    const running = [user('Hi'), calls('Triage', '1')];
    const kinds = (entries: readonly TranscriptEntry[]) =>
      linesOf(conversation(entries), { first: 'Triage', turns: [] }).map(({ kind }) => kind);
    expect(kinds(running)).toEqual(['said', 'call']);
    expect(kinds([...running, result('1', '{"assistant":"Sales"}'), says('Sales', 'Hello')])).toEqual([
      'said',
      'handoff',
      'answer',
    ]);
  });

  it('numbers the messages that can be changed, and the last answer, which can be given again', () => {
    const transcript = [user('Hi'), says('Ada', 'Hello'), user('And?'), says('Ada', 'No more')];
    const turns = (rest: Partial<Conversation>) =>
      linesOf(conversation(transcript, rest), { first: 'Ada', turns: [1] }).map((line) => 'turn' in line && line.turn);
    expect(turns({})).toEqual([undefined, undefined, 1, 1]);
    expect(turns({ status: 'answering' })).toEqual([undefined, undefined, 1, undefined]);
  });

  it('adds no handoff for a stopped answer', () => {
    const lines = linesOf(
      conversation([user('Hi'), says('Sales', 'He', 'stopped'), user('Hi'), says('Triage', 'Hello')], {
        agent: 'Triage',
      }),
      { first: 'Triage', turns: [] },
    );
    expect(lines.filter(({ kind }) => kind === 'handoff')).toEqual([{ kind: 'handoff', from: 'Triage', to: 'Sales' }]);
  });

  it('gives the state of each call', () => {
    const call = { id: '1', name: 'act', arguments: '{}' };
    const state = (rest: Partial<Conversation>, status: TranscriptEntry['status'] = 'whole') =>
      linesOf(conversation([calls('Triage', '1', status)], rest), { first: 'Triage', turns: [] })[0];
    expect(state({}, 'partial')).toEqual({ ...act, state: 'writing', output: '' });
    expect(state({ calls: [{ ...call, progress: 'half' }] })).toEqual({ ...act, state: 'running', output: 'half' });
    const waiting = { ...call, arguments: '{"edited":1}', reason: 'approval' } as const;
    expect(state({ waiting: [waiting] })).toEqual({
      ...act,
      input: waiting.arguments,
      state: 'waiting',
      output: '',
      waiting,
    });
    expect(state({}, 'stopped')).toEqual({ ...act, state: 'void', output: '' });
  });

  it("finds the result in the call's own turn when an id is used twice", () => {
    const lines = linesOf(
      conversation([calls('Triage', '1'), result('1', 'first'), calls('Triage', '1'), result('1', 'second')]),
      { first: 'Triage', turns: [] },
    );
    expect(lines).toMatchObject([{ output: 'first' }, { output: 'second' }]);
  });
});

describe('readable', () => {
  it.each([
    ['{"city":"Paris","days":[1,2]}', 'city: Paris, days: [1,2]'],
    ['', ''],
    ['{"city":"Pa', '{"city":"Pa'],
    ['done', 'done'],
    ['7', '7'],
    ['[1]', '[1]'],
  ])('reads %s as %s', (text, expected) => {
    expect(readable(text)).toBe(expected);
  });
});
