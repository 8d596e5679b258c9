import { Agent, Result, type Decision, type Message } from 'rxswarm';
import { run } from '../../lib/loop/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { kind } from '../support/kind.ts';
import { all, answers, failureOf, responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';

const hello = { role: 'user', content: 'Hello' } as const;
const executed: string[] = [];
const note = (
  name: string,
  result: unknown = `${name} done`,
  approval: boolean | ((input: object) => boolean) = false,
) =>
  bind(
    () => {
      executed.push(name);
      return result;
    },
    [],
    { name, approval },
  );

const b = new Agent({ name: 'B' });
const refund = note('refund', 'refunded', true);
const cancel = note('cancel', 'cancelled', true);
const look = note('look');
const leave = note('leave', new Result({ agent: b, contextVariables: { left: true } }));
const agent = new Agent({ name: 'A', functions: [refund, cancel, look, leave] });

/** Asks for these calls, then goes on with what the caller decided of them. */
const decide = (names: readonly string[], ...decisions: readonly Readonly<Record<string, Decision>>[]) => {
  const model = scripted(calls(...names.map((name) => call(name, {}, name))), says('Hi'));
  let messages: readonly Message[] = [hello];
  let response = responseOf(run(model, { agent, messages }));
  const pending = { ...response, executed: [...executed] };
  for (const decided of decisions) {
    messages = [...messages, ...response.messages];
    response = responseOf(run(model, { agent: response.agent, messages, decisions: decided }));
  }
  return { pending, response, requests: model.requests };
};

beforeEach(() => {
  executed.length = 0;
});

describe('a call that needs approval', () => {
  it('none of its turn is executed and the agent stays; the response ends with them pending', () => {
    const { pending, requests } = decide(['look', 'refund', 'leave']);
    expect(pending.executed).toEqual([]);
    expect(pending.agent).toBe(agent);
    expect(pending.messages).toMatchObject([
      { role: 'assistant', tool_calls: [{ id: 'look' }, { id: 'refund' }, { id: 'leave' }] },
      { role: 'tool', tool_call_id: 'refund', waiting: { reason: 'approval' } },
    ]);
    expect(pending.finishReason).toBe('tool_calls');
    expect(requests).toHaveLength(1);
  });

  it('approved: goes on, each call executed once and in order', () => {
    const { response } = decide(['look', 'refund', 'leave'], { refund: true });
    expect(executed).toEqual(['look', 'refund', 'leave']);
    expect(response.agent).toBe(b);
    expect(response.messages.at(-1)).toMatchObject({ content: 'Hi', sender: 'B' });
  });

  it('declined: the model is told why, and the function is not called', () => {
    const { response, requests } = decide(['refund'], { refund: { declined: 'too late' } });
    expect(executed).toEqual([]);
    expect(answers(response.messages)).toEqual(['Declined: too late']);
    expect(requests).toHaveLength(2);
  });

  it('a call without a decision stays pending, and no executed call is executed again', () => {
    const { response, requests } = decide(['refund', 'look', 'cancel'], { refund: true });
    expect(executed).toEqual(['refund', 'look']);
    expect(response.messages.map(({ role }) => role)).toEqual(['tool', 'tool']);
    expect(requests).toHaveLength(1);
    executed.length = 0;
    const rest = decide(['refund', 'look', 'cancel'], { refund: true }, { cancel: true });
    expect(executed).toEqual(['refund', 'look', 'cancel']);
    expect(rest.requests).toHaveLength(2);
    expect(answers(rest.requests[1]?.messages ?? [])).toEqual(['refunded', 'look done', 'cancelled']);
  });

  it('a handoff next to an undecided call has no effect, and its message says so', () => {
    const { response } = decide(['refund', 'leave', 'cancel'], { refund: true });
    expect(response.agent).toBe(agent);
    expect(answers(response.messages)).toEqual(['refunded', 'Not transferred to B: other calls of this turn wait.']);
    expect(response.contextVariables).toEqual({ left: true });
  });

  it('decided, though it was never asked: the decision holds', () => {
    const { response } = decide(['refund', 'look'], { refund: true, look: { declined: 'no need' } });
    expect(answers(response.messages)).toEqual(['refunded', 'Declined: no need']);
  });

  it('a decision is about one call: a later call with the same id waits again', () => {
    const model = scripted(calls(call('refund', {}, 'same')));
    const asked: Message = { role: 'assistant', tool_calls: [call('refund', {}, 'same')] };
    const response = responseOf(run(model, { agent, messages: [hello, asked], decisions: { same: true } }));
    expect(executed).toEqual(['refund']);
    expect(response.messages.map(({ role }) => role)).toEqual(['tool', 'assistant', 'tool']);
    expect(response.messages.at(-1)).toMatchObject({ waiting: { reason: 'approval' } });
  });

  it('by a predicate on its arguments', () => {
    const big = bind(({ amount }: { readonly amount: number }) => `paid ${amount}`, ['$arguments'], {
      ...{ name: 'pay', approval: ({ amount }: Readonly<Record<string, unknown>>) => Number(amount) > 100 },
      ...{ spread: (value: unknown) => [value] },
    });
    const paying = new Agent({ functions: [big] });
    const pay = (amount: number) =>
      responseOf(run(scripted(calls(call('pay', { amount })), says('Hi')), { agent: paying, messages: [hello] }))
        .messages;
    expect(answers(pay(5))).toEqual(['paid 5']);
    expect(pay(500).at(-1)).toMatchObject({ waiting: { reason: 'approval' } });
  });

  it('a predicate that throws fails the run: nothing is executed that might have needed a word', () => {
    const f = bind(() => executed.push('f'), [], {
      name: 'f',
      approval: () => {
        throw new Error('No policy.');
      },
    });
    const { type, message, response } = failureOf(
      run(scripted(calls(call('f'))), { agent: new Agent({ functions: [f] }), messages: [hello] }),
    );
    expect(type).toBe('function');
    expect(message).toBe('The approval predicate of function "f" threw: No policy.');
    expect(response?.messages).toHaveLength(1);
    expect(executed).toEqual([]);
  });

  it('with arguments that fail anyway is answered at once: there is nothing to decide', () => {
    const model = scripted(calls(call('refund', '{"half')), says('Hi'));
    const { messages } = responseOf(run(model, { agent, messages: [hello] }));
    expect(answers(messages)[0]).toMatch(/^Error: the arguments are not JSON/);
  });

  it('with executeTools false is neither asked nor executed', () => {
    const model = scripted(calls(call('refund')));
    const events = all(run(model, { agent, messages: [hello], executeTools: false }));
    expect(events.map(kind).at(-1)).toBe('response');
    expect(executed).toEqual([]);
  });

  it('decisions are own properties only', () => {
    const tool_calls = [call('refund', {}, 'constructor'), call('cancel', {}, '__proto__')];
    const messages: readonly Message[] = [hello, { role: 'assistant', tool_calls }];
    expect(responseOf(run(scripted(), { agent, messages, decisions: {} })).messages).toMatchObject([
      { tool_call_id: 'constructor', waiting: { reason: 'approval' } },
      { tool_call_id: '__proto__', waiting: { reason: 'approval' } },
    ]);
    expect(executed).toEqual([]);
  });
});
