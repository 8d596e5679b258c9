import { of } from 'rxjs';
import {
  Agent,
  type CallContext,
  type Checkpoint,
  type Decisions,
  type Message,
  Result,
  type RunEvent,
  type RunOptions,
  Swarm,
} from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { ask, clientFunction, withSchema } from 'rxswarm/schema';
import { call, calls, says } from '../support/chunks.ts';
import { all, answers, failureOf, responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';

const run = (model: ChatModel, options: RunOptions) => new Swarm(model).run(options);

const hello = { role: 'user', content: 'Hello' } as const;
const executed: string[] = [];

const amount = { type: 'object', properties: { amount: { type: 'number', maximum: 1000 } }, required: ['amount'] };

const refund = withSchema(
  (paid: number) => {
    executed.push(`refund ${paid}`);
    return `refunded ${paid}`;
  },
  { name: 'refund', parameters: amount, approval: true },
);

/** Asks for the seat, then for the meal. */
const book = withSchema(
  (flight: string, { answers: [seat, meal], idempotencyKey }: CallContext<[seat: string, meal: string]>) => {
    executed.push(`book ${flight} ${idempotencyKey}`);
    if (seat === undefined) return ask({ type: 'string', enum: ['aisle', 'window'] }, 'Which seat?');
    if (meal === undefined) return ask({ type: 'string', minLength: 3 }, 'Which meal?');
    return `${flight}: ${seat}, ${meal}`;
  },
  {
    name: 'book',
    parameters: { type: 'object', properties: { flight: { type: 'string' } }, required: ['flight'] },
    order: ['flight', '$call'],
  },
);

/** Needs an approval, and asks once it has it. */
const cancel = withSchema(
  ({ answers: [why] }: CallContext<[why: string]>) => {
    executed.push('cancel');
    return why === undefined ? ask({ type: 'string' }, 'Why?') : `cancelled: ${why}`;
  },
  { name: 'cancel', order: ['$call'], approval: true },
);

const look = withSchema(() => executed.push('look') && 'looked', { name: 'look' });
const clipboard = clientFunction({ name: 'clipboard' });
const other = new Agent({ name: 'B' });
const leave = withSchema(() => new Result({ agent: other }), { name: 'leave' });
const agent = new Agent({ name: 'A', functions: [refund, book, cancel, look, clipboard, leave] });

type Called = Parameters<typeof call>;

const refunds: Called = ['refund', { amount: 5 }, 'r'];
const books: Called = ['book', { flight: 'LH1' }, 'b'];
const cancels: Called = ['cancel', {}, 'c'];
const pastes: Called = ['clipboard', {}, 'p'];
const looks: Called = ['look', {}, 'l'];
const leaves: Called = ['leave', {}, 't'];

/** Copies messages as a store would. */
const stored = (messages: readonly Message[]): readonly Message[] =>
  JSON.parse(JSON.stringify(messages)) as readonly Message[];

/** Makes the calls, then runs on with each of the decisions, through JSON. */
const conversation = (made: readonly Called[], ...decided: readonly Decisions[]) => {
  const model = scripted(calls(...made.map((each) => call(...each))), says('Hi'));
  let events: readonly RunEvent[] = all(run(model, { agent, messages: [hello], runId: 'one' }));
  const first = responseIn(events);
  let last = first;
  const turns = [first];
  let messages: readonly Message[] = [hello, ...first.messages];
  for (const decisions of decided) {
    events = all(run(model, { agent, messages: stored(messages), decisions, runId: 'one' }));
    last = responseIn(events);
    turns.push(last);
    messages = [...messages, ...last.messages];
  }
  return { turns, messages, events, requests: model.requests, first, last };
};

const responseIn = (events: readonly RunEvent[]) => {
  const last = events.at(-1);
  if (!last || !('response' in last)) throw new Error('The run did not respond.');
  return last.response;
};

const waitingIn = (messages: readonly Message[]) =>
  messages.flatMap((message) => (message.role === 'tool' && message.waiting ? [message.waiting] : []));

const toolsIn = (events: readonly RunEvent[]) =>
  events.flatMap((event) => ('tool' in event ? [`${event.tool.id} ${event.tool.status}`] : []));

beforeEach(() => {
  executed.length = 0;
});

describe('a function that asks', () => {
  it('leaves its call waiting with the question, and no completion is asked for', () => {
    const { last, events, requests } = conversation([books]);
    expect(toolsIn(events)).toEqual(['b start', 'b waiting']);
    expect(events).toContainEqual({
      tool: {
        ...{ id: 'b', name: 'book', status: 'waiting', reason: 'question', arguments: '{"flight":"LH1"}' },
        question: { text: 'Which seat?', schema: { type: 'string', enum: ['aisle', 'window'] } },
      },
    });
    expect(waitingIn(last.messages)).toMatchObject([{ reason: 'question' }]);
    expect(last.finishReason).toBe('tool_calls');
    expect(requests).toHaveLength(1);
  });

  it('is called again with the same arguments, the same key and all answers, in order', () => {
    const { last, requests } = conversation([books], { b: { answer: 'aisle' } }, { b: { answer: 'fish' } });
    expect(new Set(executed)).toEqual(new Set(['book LH1 one/1/b']));
    expect(executed).toHaveLength(3);
    expect(answers(last.messages)).toEqual(['LH1: aisle, fish']);
    expect(requests).toHaveLength(2);
  });

  it('is not called for an answer that does not fit, and the error says why', () => {
    const { messages } = conversation([books]);
    executed.length = 0;
    const { type, message } = failureOf(run(scripted(), { agent, messages, decisions: { b: { answer: 'roof' } } }));
    expect([type, message]).toEqual([
      'usage',
      'decisions["b"], on a call of "book": the answer does not fit: answer: expected one of "aisle", "window", got string "roof".',
    ]);
    expect(executed).toEqual([]);
  });

  it('stays, and so does its agent, when a sibling hands off', () => {
    const { last } = conversation([leaves, books]);
    expect(last.agent).toBe(agent);
    expect(answers(last.messages)[0]).toBe('Not transferred to B: other calls of this turn wait.');
  });

  it('is an error of its author without a place for the answers', () => {
    const deaf = withSchema(() => ask({ type: 'string' }, 'Who?'), { name: 'deaf' });
    const model = scripted(calls(call('deaf')));
    const { type, message } = failureOf(run(model, { agent: new Agent({ functions: [deaf] }), messages: [hello] }));
    expect(type).toBe('usage');
    expect(message).toMatch(
      /^Function "deaf" asks and cannot hear the answer: give it a parameter `call: CallContext`/,
    );
  });

  it('may ask as the last value of an Observable, which is no progress', () => {
    const slow = withSchema(
      ({ answers: [word] }: CallContext<[string]>) =>
        word === undefined ? of('looking', ask({ type: 'string' }, 'Which?')) : of(`took ${word}`),
      { name: 'slow', order: ['$call'] },
    );
    const asking = new Agent({ functions: [slow] });
    const model = scripted(calls(call('slow', {}, 's')), says('Hi'));
    const first = all(run(model, { agent: asking, messages: [hello] }));
    expect(toolsIn(first)).toEqual(['s start', 's progress', 's waiting']);
    const messages = [hello, ...responseIn(first).messages];
    const { messages: added } = responseOf(run(model, { agent: asking, messages, decisions: { s: { answer: 'it' } } }));
    expect(answers(added)).toEqual(['took it']);
  });

  it('approved before it asked, is not approved twice', () => {
    const { turns, last } = conversation([cancels], { c: true }, { c: { answer: 'rain' } });
    expect(turns.map(({ messages }) => waitingIn(messages).map(({ reason }) => reason))).toEqual([
      ['approval'],
      ['question'],
      [],
    ]);
    expect(answers(last.messages)).toEqual(['cancelled: rain']);
    expect(executed).toEqual(['cancel', 'cancel']);
  });
});

describe('a function of the client', () => {
  it.each<[string, Decisions, string]>([
    ['result', { p: { result: { text: 'copied' } } }, '{"text":"copied"}'],
    ['error', { p: { error: 'not allowed' } }, 'Error: not allowed'],
    ['reason why it is declined', { p: { declined: 'private' } }, 'Declined: private'],
  ])('is waited for, and the model is told its %s', (_, decisions, told) => {
    const { first, last } = conversation([pastes], decisions);
    expect(waitingIn(first.messages)).toEqual([{ reason: 'client' }]);
    expect(answers(last.messages)).toEqual([told]);
  });

  it('has a result that fits `returns`, or the decision is refused', () => {
    const paste = clientFunction({
      name: 'paste',
      returns: { type: 'object', properties: { text: { type: 'string' } } },
    });
    const options = { agent: new Agent({ functions: [paste] }), messages: [hello] };
    const { messages } = responseOf(run(scripted(calls(call('paste', {}, 'p'))), options));
    const decided = (result: unknown, ...turns: readonly string[]) =>
      run(scripted(says(...turns)), { ...options, messages: [hello, ...messages], decisions: { p: { result } } });
    expect(answers(responseOf(decided({ text: 'copied' }, 'Hi')).messages)).toEqual(['{"text":"copied"}']);
    expect(failureOf(decided({ text: 7 })).message).toBe(
      'decisions["p"], on a call of "paste": the result does not fit: text: expected string, got number 7.',
    );
  });

  it('throws with the remedy if it is called in this process', () => {
    expect(() => clipboard()).toThrow('"clipboard" is executed by the client: decide its call with { result }');
  });
});

describe('edited arguments', () => {
  it('approve the call, and the model is told what was executed', () => {
    const { last, messages, events } = conversation([refunds], { r: { arguments: { amount: 3 }, by: 'Ada' } });
    expect(executed).toEqual(['refund 3']);
    expect(answers(last.messages)).toEqual(['Called with other arguments, edited by Ada: {"amount":3}\nrefunded 3']);
    expect(messages[1]).toMatchObject({ tool_calls: [{ function: { arguments: '{"amount":5}' } }] });
    expect(events).toContainEqual({ tool: { id: 'r', name: 'refund', status: 'start', arguments: '{"amount":3}' } });
  });

  it('that do not fit the schema are refused, and nothing is executed', () => {
    const { messages } = conversation([refunds, looks]);
    const { message } = failureOf(
      run(scripted(), { agent, messages, decisions: { r: { arguments: { amount: 1e6 } } } }),
    );
    expect(message).toMatch(/^decisions\["r"\], on a call of "refund": the edited arguments are wrong: amount: /);
    expect(executed).toEqual([]);
  });
});

describe('a decision', () => {
  it.each<[string, Called, Decisions, string]>([
    ['an answer to a call that waits for approval', refunds, { r: { answer: 1 } }, 'takes true, declined, arguments.'],
    ['a result for a call that waits for approval', refunds, { r: { result: 1 } }, 'takes true, declined, arguments.'],
    ['an approval of a question', books, { b: true }, 'it waits for an answer and takes answer, declined.'],
    ['an edit of a question', books, { b: { arguments: {} } }, 'it waits for an answer and takes answer, declined.'],
    ['an approval of a client’s call', pastes, { p: true }, 'takes result, error, declined.'],
    ['a decision about another call', refunds, { z: true }, 'does not wait: open are "r", "l".'],
    ['a decision about a name that objects inherit', refunds, { ['toString' as string]: true }, 'open are "r", "l".'],
  ])('is refused with a sentence: %s', (_, made, decisions, said) => {
    const { messages } = conversation([made, looks]);
    executed.length = 0;
    const { type, message } = failureOf(run(scripted(), { agent, messages, decisions }));
    expect(type).toBe('usage');
    expect(message).toContain(said);
    expect(executed).toEqual([]);
  });

  it('twice is refused, because its call is answered', () => {
    const { messages } = conversation([refunds], { r: true });
    const { message } = failureOf(run(scripted(), { agent, messages, decisions: { r: true } }));
    expect(message).toBe('decisions["r"] is about a call that does not wait: no call does.');
  });

  it('is used once: a checkpoint after it does not apply it to the next question', () => {
    const { messages } = conversation([books]);
    const reached: Checkpoint[] = [];
    const options = { agent, messages, decisions: { b: { answer: 'aisle' } }, runId: 'one' };
    const checkpoint = (each: Checkpoint) => {
      reached.push(each);
      return [];
    };
    responseOf(run(scripted(), { ...options, checkpoint }));
    expect(reached.map(({ isDecided }) => isDecided)).toEqual([true]);
    const [resume] = reached;
    const resumed = responseOf(run(scripted(), { ...options, ...(resume && { resume }) }));
    expect(waitingIn(resumed.messages)).toMatchObject([{ answers: ['aisle'], question: { text: 'Which meal?' } }]);
  });

  it('of one reason leaves the others of its turn pending, whatever the mix', () => {
    const made = [refunds, pastes, cancels, books, looks];
    const { turns, last, requests } = conversation(
      made,
      { r: true },
      { p: { result: 'text' } },
      { c: true },
      { b: { answer: 'aisle' } },
      { c: { answer: 'rain' } },
      { b: { answer: 'fish' } },
    );
    const open = turns.map(({ messages }) => answers(messages.filter(({ role }) => role === 'tool')).filter(Boolean));
    expect(open).toEqual([[], ['refunded 5', 'looked'], ['text'], [], [], ['cancelled: rain'], ['LH1: aisle, fish']]);
    expect(requests).toHaveLength(2);
    expect(last.messages.at(-1)).toMatchObject({ content: 'Hi' });
  });
});

it('no request holds a message that marks a waiting call', () => {
  const { requests } = conversation([books], { b: { answer: 'aisle' } }, { b: { answer: 'fish' } });
  expect(JSON.stringify(requests)).not.toContain('waiting');
  expect(requests[1]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
});
