import { Agent, Swarm, type CallContext } from 'rxswarm';
import type { ChatCompletionChunk } from 'rxswarm/models';
import { ask, clientFunction, type FunctionSchema, withSchema } from 'rxswarm/schema';
import { serve, type ServeOptions } from 'rxswarm/server';
import { asked } from '../support/asked.ts';
import { call, calls, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { answers } from '../support/synchronous.ts';
import { logged, SECRET } from '../support/served.ts';

const user = (content: string) => ({ role: 'user', content });

const amount = { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] } as const;

/** A server whose agent pays, and asks before it pays 100 or more. */
const paying = (turns: readonly (readonly ChatCompletionChunk[])[], options: Partial<ServeOptions> = {}) => {
  const paid: { readonly amount: number; readonly call: CallContext }[] = [];
  const pay = (amount: number, call: CallContext) => {
    paid.push({ amount, call });
    return `Paid ${amount}.`;
  };
  withSchema(pay, {
    parameters: amount,
    order: ['amount', '$call'],
    approval: (input) => Number(input['amount']) >= 100,
  });
  const log = logged();
  const start = new Agent({ name: 'Payer', functions: [pay] });
  const handler = serve(new Swarm(scripted(...turns)), { agents: [], start, secret: SECRET, log, ...options });
  const ask = (body: unknown) => asked(handler, body);
  return { paid, log, ask };
};

/** True once for each id. */
const once = () => {
  const used = new Set<string>();
  return (id: string): Promise<boolean> => Promise.resolve(!used.has(id) && used.add(id).size > 0);
};

const pays = (id: string, amount: number) => call('pay', { amount }, id);

describe('a call that waits for approval', () => {
  it('is not executed, is announced as waiting, and is decided with the state', async () => {
    const { ask, paid } = paying([calls(pays('a', 100)), says('Done.')], { consume: once() });
    const first = await ask({ messages: [user('Pay 100.')] });
    expect(paid).toEqual([]);
    expect(first.events.map(({ data }) => data)).toContainEqual({
      tool: { id: 'a', name: 'pay', status: 'waiting', reason: 'approval', arguments: '{"amount":100}' },
    });
    expect(first.response.finishReason).toBe('tool_calls');
    const second = await ask({ state: first.response.state, decisions: { a: true } });
    expect(paid.map((each) => each.amount)).toEqual([100]);
    expect(answers(second.response.messages)).toEqual(['Paid 100.']);
    expect(second.response.messages.at(-1)).toMatchObject({ content: 'Done.' });
  });

  it('is answered with the reason when it is declined', async () => {
    const { ask, paid } = paying([calls(pays('a', 100)), says('As you wish.')]);
    const { response } = await ask({ messages: [user('Pay 100.')] });
    const { response: after } = await ask({ state: response.state, decisions: { a: { declined: 'Too much.' } } });
    expect(answers(after.messages)).toEqual(['Declined: Too much.']);
    expect(paid).toEqual([]);
  });

  it('is not executed when the user says something else instead', async () => {
    const { ask, paid } = paying([calls(pays('a', 100)), says('Never mind.')]);
    const { response } = await ask({ messages: [user('Pay 100.')] });
    await ask({ messages: [user('No, tell a joke.')], state: response.state });
    expect(paid).toEqual([]);
  });

  it('is executed with the arguments in the state', async () => {
    const { ask, paid } = paying([calls(pays('a', 100), pays('b', 5)), says('Done.')]);
    const { response, events } = await ask({ messages: [user('Pay both.')] });
    const waiting = events.filter(({ data }) => (data as { tool?: { status: string } }).tool?.status === 'waiting');
    expect(waiting).toHaveLength(1);
    // A call that needs no approval cannot be decided, and is executed with the others.
    expect((await ask({ state: response.state, decisions: { b: true } })).status).toBe(400);
    await ask({ state: response.state, decisions: { a: true } });
    expect(paid.map((each) => each.amount)).toEqual([100, 5]);
  });

  it('keeps waiting while another call is decided', async () => {
    const turns = [calls(pays('a', 100), pays('b', 200)), says('Done.')];
    const { ask, paid } = paying(turns, { consume: once() });
    const first = await ask({ messages: [user('Pay both.')] });
    const second = await ask({ state: first.response.state, decisions: { b: true } });
    expect(paid.map((each) => each.amount)).toEqual([200]);
    expect(second.response.finishReason).toBe('tool_calls');
    expect((await ask({ state: second.response.state, decisions: { b: true } })).status).toBe(400);
    const third = await ask({ state: second.response.state, decisions: { a: true } });
    expect(paid.map((each) => each.amount)).toEqual([200, 100]);
    expect(third.response.messages.at(-1)).toMatchObject({ content: 'Done.' });
  });
});

describe('an approval, with `consume`', () => {
  const turns = [calls(pays('a', 100)), says('Done.'), says('Again.')];

  it('is refused with 409 the second time', async () => {
    const { ask, paid } = paying(turns, { consume: once() });
    const { response } = await ask({ messages: [user('Pay 100.')] });
    await ask({ state: response.state, decisions: { a: true } });
    const { status, error } = await ask({ state: response.state, decisions: { a: true } });
    expect([status, error.type]).toEqual([409, 'decision']);
    expect(paid).toHaveLength(1);
  });

  it('counts once when three requests use it at the same time', async () => {
    const { ask, paid } = paying(turns, { consume: once() });
    const { response } = await ask({ messages: [user('Pay 100.')] });
    const both = [0, 1, 2].map(() => ask({ state: response.state, decisions: { a: true } }));
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(paid).toHaveLength(1);
  });

  it.each([
    [[true, { declined: 'No.' }], 1],
    [[{ declined: 'No.' }, true], 0],
  ])('stands as it was decided first: %j', async ([first, second], times) => {
    const { ask, paid } = paying(turns, { consume: once() });
    const { response } = await ask({ messages: [user('Pay 100.')] });
    expect((await ask({ state: response.state, decisions: { a: first } })).status).toBe(200);
    expect((await ask({ state: response.state, decisions: { a: second } })).status).toBe(409);
    expect(paid).toHaveLength(times);
  });

  it('is not consumed by a request that is refused', async () => {
    const { ask, paid } = paying(turns, { consume: once() });
    const { response } = await ask({ messages: [user('Pay 100.')] });
    expect((await ask({ state: response.state, decisions: { a: true, z: true } })).status).toBe(400);
    expect((await ask({ state: response.state, decisions: { a: true } })).status).toBe(200);
    expect(paid).toHaveLength(1);
  });

  it('executes nothing when `consume` rejects', async () => {
    const { ask, paid } = paying(turns, { consume: () => Promise.reject(new Error('down')) });
    const { response } = await ask({ messages: [user('Pay 100.')] });
    expect((await ask({ state: response.state, decisions: { a: true } })).status).toBe(500);
    expect(paid).toEqual([]);
  });
});

describe('an idempotency key', () => {
  it('is the same when a call is executed again, and different for every other call', async () => {
    // A server that numbers the calls of each message from 0.
    const turns = [calls(pays('0', 100)), calls(pays('0', 1)), says('Done.'), calls(pays('0', 2)), says('Done.')];
    const { ask, paid } = paying(turns);
    const { response } = await ask({ messages: [user('Pay 100.')] });
    await ask({ state: response.state, decisions: { '0': true } });
    await ask({ state: response.state, decisions: { '0': true } });
    const [first, second, again, other] = paid.map((each) => each.call.idempotencyKey);
    expect(again).toBe(first);
    expect(new Set([first, second, other]).size).toBe(2);
    expect(paid[0]?.call).toMatchObject({ id: '0' });
  });

  it('differs between conversations', async () => {
    const { ask, paid } = paying([calls(pays('0', 1)), says('Done.'), calls(pays('0', 1)), says('Done.')]);
    await ask({ messages: [user('Pay 1.')] });
    await ask({ messages: [user('Pay 1.')] });
    expect(new Set(paid.map((each) => each.call.idempotencyKey)).size).toBe(2);
  });
});

describe('a server whose functions wait for approval', () => {
  it('warns at its start that approvals can be used again, unless it has `consume`', () => {
    expect(paying([]).log.warnings).toEqual([expect.stringMatching(/pay wait for approval.*`consume`/)]);
    expect(paying([], { consume: once() }).log.warnings).toEqual([]);
    expect(paying([], { start: new Agent() }).log.warnings).toEqual([]);
  });
});

const PAID_LESS = 'Called with other arguments, edited by ada: {"amount":5}\nPaid 5.';

type Arguments = Readonly<Record<string, unknown>>;

const less = (before: Arguments, after: Arguments): boolean => Number(after['amount']) <= Number(before['amount']);

const truthy = () => 'yes' as unknown as boolean;

const throwing = (): boolean => {
  throw new Error('No policy.');
};

describe('an edit of a client', () => {
  const editing = (approval: FunctionSchema['approval']) => {
    const paid: unknown[] = [];
    const pay = withSchema((sum: number) => paid.push(sum) && `Paid ${sum}.`, {
      name: 'pay',
      parameters: amount,
      ...(approval !== undefined && { approval }),
    });
    const start = new Agent({ name: 'Payer', functions: [pay] });
    const model = scripted(calls(pays('a', 100)), says('Done.'));
    const authorize = () => ({ key: 'ada' });
    const handler = serve(new Swarm(model), { agents: [], start, secret: SECRET, log: logged(), authorize });
    const ask = () => asked(handler, { messages: [user('Pay 100.')] });
    const edit = async (decision: unknown) => {
      const { response } = await ask();
      return asked(handler, { state: response.state, decisions: { a: decision } });
    };
    return { paid, ask, edit };
  };

  it.each<[string, FunctionSchema['approval'], object]>([
    ['says nothing', true, {}],
    ['has a rule without `edit`', { when: true }, {}],
    ['allows every edit', { edit: true }, { edit: true }],
    ['allows some', { edit: less }, { edit: true }],
  ])('is offered in the event of the call where the function %s', async (_, approval, expected) => {
    const { events } = await editing(approval).ask();
    expect(events.flatMap(({ data }) => ('tool' in (data as object) ? [data] : []))).toEqual([
      {
        tool: { id: 'a', name: 'pay', status: 'waiting', reason: 'approval', arguments: '{"amount":100}', ...expected },
      },
    ]);
  });

  it.each<[string, FunctionSchema['approval'], unknown, number]>([
    ['refused where the function says nothing', true, { arguments: { amount: 1 } }, 403],
    ['refused by a predicate', { edit: less }, { arguments: { amount: 5000 } }, 403],
    ['refused by a predicate that throws', { edit: throwing }, { arguments: { amount: 5 } }, 403],
    [
      'refused by a predicate that returns something else than true',
      { edit: truthy },
      { arguments: { amount: 5 } },
      403,
    ],
    ['refused where it does not fit the schema', { edit: true }, { arguments: { amount: 'all' } }, 400],
    ['refused together with another decision', { edit: true }, { arguments: { amount: 5 }, answer: 1 }, 400],
    ['taken where the function allows it', { edit: true }, { arguments: { amount: 5 } }, 200],
    ['taken where the predicate allows it', { edit: less }, { arguments: { amount: 5 } }, 200],
  ])('is %s', async (_, approval, decision, expected) => {
    const { edit, paid } = editing(approval);
    const { status, response } = await edit(decision);
    expect(status).toBe(expected);
    expect(paid).toEqual(expected === 200 ? [5] : []);
    if (expected === 200) expect(answers(response.messages)).toEqual([PAID_LESS]);
  });

  it('is signed by the caller that `authorize` named, whatever the client claims', async () => {
    const { edit } = editing({ edit: true });
    const { response } = await edit({ arguments: { amount: 5 }, by: 'the boss' });
    expect(answers(response.messages)).toEqual([PAID_LESS]);
  });
});

describe('a question and a function of the client', () => {
  const asking = () => {
    const book = withSchema(
      ({ answers: [seat] }: CallContext<[seat: string]>) =>
        seat === undefined ? ask({ type: 'string', maxLength: 9 }, 'Which seat?') : `Booked ${seat}.`,
      { name: 'book', order: ['$call'] },
    );
    const start = new Agent({ name: 'Desk', functions: [book, clientFunction({ name: 'paste' })] });
    const model = scripted(calls(call('book', {}, 'b')), calls(call('paste', {}, 'p')), says('Done.'));
    const handler = serve(new Swarm(model), { agents: [], start, secret: SECRET, log: logged() });
    return (body: unknown) => asked(handler, body);
  };

  it('travel in the sealed state: the client sees the question, never the message that marks it', async () => {
    const says = asking();
    const first = await says({ messages: [user('Book.')] });
    expect(first.events.map(({ data }) => data)).toContainEqual({
      tool: {
        ...{ id: 'b', name: 'book', status: 'waiting', reason: 'question', arguments: '{}' },
        question: { text: 'Which seat?', schema: { type: 'string', maxLength: 9 } },
      },
    });
    expect(JSON.stringify(first.response.messages)).not.toContain('waiting');
    const second = await says({ state: first.response.state, decisions: { b: { answer: 'aisle' } } });
    expect(answers(second.response.messages)).toEqual(['Booked aisle.']);
    const third = await says({ state: second.response.state, decisions: { p: { result: { text: 'x' } } } });
    expect(answers(third.response.messages)).toEqual(['{"text":"x"}']);
  });

  it.each<[string, unknown, number]>([
    ['taken where it fits', { text: 'x' }, 200],
    ['refused where it does not', { text: 7 }, 400],
    ['refused where it is nested without end', JSON.parse('['.repeat(300) + ']'.repeat(300)), 400],
  ])('of the client has its result %s', async (_, result, expected) => {
    const returns = { type: 'object', properties: { text: { type: 'string' } } };
    const start = new Agent({ name: 'Desk', functions: [clientFunction({ name: 'paste', returns })] });
    const model = scripted(calls(call('paste', {}, 'p')), says('Done.'));
    const handler = serve(new Swarm(model), { agents: [], start, secret: SECRET, log: logged() });
    const { response } = await asked(handler, { messages: [user('Paste.')] });
    const { status } = await asked(handler, { state: response.state, decisions: { p: { result } } });
    expect(status).toBe(expected);
    expect(model.requests).toHaveLength(expected === 200 ? 2 : 1);
  });

  it.each<[string, unknown]>([
    ['an answer that does not fit', { b: { answer: 'x'.repeat(10) } }],
    ['an approval', { b: true }],
    ['a result, because the function is the server’s', { b: { result: 'Booked.' } }],
    ['a result for a call that it was never asked', { p: { result: 'x' } }],
  ])('refuse %s with 400', async (_, decisions) => {
    const says = asking();
    const { response } = await says({ messages: [user('Book.')] });
    const { status, error } = await says({ state: response.state, decisions });
    expect([status, error.type]).toEqual([400, 'decision']);
  });
});
