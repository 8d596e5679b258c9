import { concat, EMPTY, NEVER, of, type Observable } from 'rxjs';
import { Agent, type Message, Swarm } from 'rxswarm';
import type { ChatCompletionRequest } from 'rxswarm/models';
import { messages as transcript } from 'rxswarm/operators';
import { clientFunction, withSchema } from 'rxswarm/schema';
import { runMarbles, scriptedModel } from 'rxswarm/testing';
import { kind } from '../support/kind.ts';
import { all, failureOf, responseOf } from '../support/synchronous.ts';

const user = (content: string): Message => ({ role: 'user', content });
const hi = [user('Hi')];
const look = withSchema(() => 'seen', { name: 'look' });
const agent = new Agent({ name: 'A', functions: [look, clientFunction({ name: 'paste' })] });
const contents = ({ messages }: Pick<ChatCompletionRequest, 'messages'>) => messages.map(({ content }) => content);

/** Runs with a model whose turns take three frames each, in virtual time. Returns what it was asked, and its events by frame. */
const steered = (marble: string, turns: readonly ('call' | 'text')[]) => {
  const asked: unknown[][] = [];
  const seen: string[] = [];
  runMarbles(({ hot, chunks, flush, expectSubscriptions }) => {
    const values = { c: hi, x: [user('Wait')], y: [user('Stop')], b: [user('One'), user('Two')] };
    const source = hot(marble, values);
    const delta = {
      call: { tool_calls: [{ index: 0, id: 'i', function: { name: 'look' } }] },
      text: { content: 'Bye' },
    };
    const model = (request: ChatCompletionRequest) => {
      asked.push(contents(request));
      return chunks('--a|', { a: delta[turns[asked.length - 1] ?? 'text'] });
    };
    new Swarm(model).run({ agent, messages: source }).subscribe({
      next: (event) => seen.push(kind(event)),
      error: (error: unknown) => seen.push(String(error)),
    });
    flush();
    // The conversation is not listened to after the response.
    expectSubscriptions(source.subscriptions).toBe(`^${'-'.repeat(3 * asked.length - 1)}!`);
  });
  return { asked, seen };
};

describe('messages that come in while a run is under way', () => {
  it('are read by the next turn, behind the results of the calls', () => {
    const { asked, seen } = steered('c-x----', ['call', 'text']);
    expect(asked).toEqual([['Hi'], ['Hi', undefined, 'seen', 'Wait']]);
    expect(seen.filter((each) => each !== 'empty')).toEqual([
      ...['start', 'calls', 'end', 'start look', 'end look', 'said', 'start', 'Bye', 'end', 'response'],
    ]);
  });

  it('cause another turn if they arrive before the response', () => {
    const { asked } = steered('c-b----', ['text', 'text']);
    expect(asked).toEqual([['Hi'], ['Hi', 'Bye', 'One', 'Two']]);
  });

  it('are each read by the turn that follows them', () => {
    const { asked } = steered('c-x--y-', ['call', 'call', 'text']);
    expect(asked.at(-1)).toEqual(['Hi', undefined, 'seen', 'Wait', undefined, 'seen', 'Stop']);
  });

  const ran = (messages: Observable<readonly Message[]>, options = {}) =>
    responseOf(new Swarm(scriptedModel(['Hello', 'Well'])).run({ agent, messages, ...options }));

  it('stand in the response, and in what a view shows', () => {
    const messages = concat(of(hi, [user('Wait')]), NEVER);
    expect(ran(messages).messages.map(({ content }) => content)).toEqual(['Wait', 'Hello']);
    const shown = all(new Swarm(scriptedModel(['Hello'])).run({ agent, messages }).pipe(transcript()));
    expect(shown.at(-1)?.map(({ content }) => content)).toEqual(['Wait', 'Hello']);
  });

  it('are not taken while a call waits, nor when the turns are used up', () => {
    const messages = concat(of(hi), of([user('Wait')]), NEVER);
    const model = scriptedModel([{ calls: [{ name: 'paste' }] }]);
    const late$ = new Swarm(model).run({ agent, messages: hi });
    const pending = [...hi, ...responseOf(late$).messages];
    const again = responseOf(new Swarm(scriptedModel([])).run({ agent, messages: concat(of(pending), messages) }));
    expect(again.messages).toEqual([]);
    expect(ran(messages, { maxTurns: 1 }).messages.map(({ content }) => content)).toEqual(['Wait', 'Hello']);
  });

  it.each<[string, Observable<readonly Message[]>, string]>([
    ['nothing', EMPTY, 'The Observable given as messages completed without one.'],
    ['no list', of('Hi' as unknown as []), 'messages are "Hi": pass an array.'],
    [
      'something else than a message',
      of([{ role: 'nobody' } as unknown as Message]),
      'messages[0] has the role "nobody"',
    ],
    [
      'an answer later',
      of<readonly Message[][]>(hi, [{ role: 'assistant', content: 'Hi' }]),
      'messages emitted one of role "assistant"',
    ],
  ])('fail the run where the Observable emits %s', (_, messages, said) => {
    const { type, message } = failureOf(new Swarm(scriptedModel([])).run({ agent, messages }));
    expect(type).toBe('usage');
    expect(message).toContain(said);
  });
});
