import { Agent, Swarm, type Message, type Response, type RunEvent } from 'rxswarm';
import { answer } from 'rxswarm/operators';
import { concat, EMPTY, of } from 'rxjs';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, says } from '../support/chunks.ts';
import { marbles } from '../support/marbles.ts';
import { numberOutput } from '../support/output.ts';
import { scripted } from '../support/scripted-model.ts';
import { all, failureOf } from '../support/synchronous.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;
const pay = bind(() => 'paid', [], { name: 'pay', approval: true });
const look = bind(() => 'found', [], { name: 'look' });
const agent = new Agent({ name: 'A', functions: [look] });

const ended = (...said: readonly Message[]): RunEvent => ({
  response: { messages: said, agent, contextVariables: {}, finishReason: 'stop' } satisfies Response,
});

describe('answer()', () => {
  it('emits the whole text once, at the end of a run with calls', () => {
    const swarm = new Swarm(scripted([chunk({ content: 'Let me see.' }), ...calls(call('look'))], says('It', ' is.')));
    expect(all(swarm.run({ agent, messages }).pipe(answer()))).toEqual(['It is.']);
  });

  it.each<[string, Message, string]>([
    ['text', { role: 'assistant', content: 'Hi' }, 'Hi'],
    ['an empty text', { role: 'assistant', content: '' }, ''],
    [
      'parts of text and other parts',
      { role: 'assistant', content: [{ type: 'text', text: 'H' }, { type: 'image_url' }, { type: 'text', text: 'i' }] },
      'Hi',
    ],
  ])('emits the content of a last message with %s', (_, said, text) => {
    expect(all(of(ended(said)).pipe(answer()))).toEqual([text]);
  });

  it.each(['format', 'tool'] as const)('emits the JSON of a typed answer in mode %s', (mode) => {
    const turn = mode === 'format' ? says('{"n":3}') : calls(call('final_answer', { n: 3 }));
    const run$ = new Swarm(scripted(turn)).run({ agent: new Agent({ output: numberOutput({ mode }) }), messages });
    expect(all(run$.pipe(answer()))).toEqual(['{"n":3}']);
  });

  it.each<[string, Response['finishReason'], () => ReturnType<Swarm['run']>]>([
    [
      'calls wait for approval',
      'tool_calls',
      () => new Swarm(scripted(calls(call('pay')))).run({ agent: new Agent({ functions: [pay] }), messages }),
    ],
    [
      'calls are left to the caller',
      'tool_calls',
      () => new Swarm(scripted(calls(call('look')))).run({ agent, messages, executeTools: false }),
    ],
    [
      'maxTurns was met',
      'max_turns',
      () => new Swarm(scripted(calls(call('look')))).run({ agent, messages, maxTurns: 1 }),
    ],
  ])('errors with the response when %s', (_, finishReason, begin) => {
    const { type, response, message } = failureOf(begin().pipe(answer()));
    expect([type, response?.finishReason]).toEqual(['output', finishReason]);
    expect(message).toMatch(`finish reason ${String(finishReason)}`);
  });

  it('errors with the words of a refusal', () => {
    const refused = new Swarm(scripted([chunk({ refusal: 'I will not.' }, 'stop')])).run({ agent, messages });
    expect(failureOf(refused.pipe(answer())).message).toMatch('the model refused: I will not.');
  });

  it('emits nothing for a stream without a response', () => {
    expect(all(concat(of<RunEvent>({ content: 'Hi' }), EMPTY).pipe(answer()))).toEqual([]);
  });

  it(
    'passes an error on and unsubscribes with its subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const events = { a: { content: 'Hi' } };
      expectObservable(cold<RunEvent>('-a-#', events).pipe(answer())).toBe('---#');
      const endless = cold<RunEvent>('-a-a', events);
      expectObservable(endless.pipe(answer()), '^-!').toBe('');
      expectSubscriptions(endless.subscriptions).toBe('^-!');
    }),
  );

  it('keeps the text that was cut at the token limit', () => {
    const cut = new Swarm(scripted([chunk({ content: 'Once upon' }, 'length')])).run({ agent, messages });
    expect(all(cut.pipe(answer()))).toEqual(['Once upon']);
  });
});
