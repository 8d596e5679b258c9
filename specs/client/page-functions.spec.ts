import { Agent, type Response, type RunEvent, SwarmError } from 'rxswarm';
import { connect, type RemoteAgent } from 'rxswarm/client';
import { converse, type Conversation } from 'rxswarm/converse';
import { response } from 'rxswarm/operators';
import { clientFunction, withSchema } from 'rxswarm/schema';
import { catchError, NEVER, of, Subject, throwError } from 'rxjs';
import { call, calls, counts, says } from '../support/chunks.ts';
import { collect, last } from '../support/collect.ts';
import { kind } from '../support/kind.ts';
import { rethrow } from '../support/rethrow.ts';
import { scripted } from '../support/scripted-model.ts';
import { closeServed, served } from '../support/served.ts';
import { storyOf } from '../support/story.ts';
import { answers } from '../support/synchronous.ts';
import { until } from '../support/until.ts';

afterEach(closeServed);

const hi = { messages: [{ role: 'user', content: 'Hi' }] } as const;

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const locate = clientFunction({ name: 'locate', parameters: city });
const count = withSchema(() => 'counted', { name: 'count' });
const pay = withSchema(() => 'paid', { name: 'pay', approval: true });
const start = new Agent({ name: 'Ada', functions: [locate, count, pay] });

/** Binds what the page does at a call of `locate`. */
const located = (fn: (city: string) => unknown) =>
  withSchema((at: string) => fn(at), { name: 'locate', parameters: city });

const locates = (at: string, id = 'l') => call('locate', { city: at }, id);

const stages = (events: readonly RunEvent<RemoteAgent>[]) =>
  events.flatMap((event) => ('tool' in event ? [`${event.tool.name} ${event.tool.status}`] : []));

describe('a connection with functions of the page', () => {
  const functions = [located((at) => of('looking', `in ${at}`))];

  it('is a single run over several requests: events in order, one response with all messages and tokens', async () => {
    const model = scripted(
      [...calls(call('count', {}, 'c')), counts(1, 1)],
      [...calls(locates('Rome')), counts(2, 1)],
      [...calls(locates('Oslo')), counts(3, 1)],
      [...says('There.'), counts(4, 1)],
    );
    const { connect } = await served(model, { start });
    const events = await collect(connect({ functions }).run(hi));
    expect(stages(events)).toEqual([
      ...['count start', 'count end'],
      ...['locate start', 'locate progress', 'locate progress', 'locate end'],
      ...['locate start', 'locate progress', 'locate progress', 'locate end'],
    ]);
    expect(events.map(kind).filter((each) => each === 'response')).toHaveLength(1);
    const end = (events.at(-1) as { readonly response: Response<RemoteAgent> }).response;
    expect(end.messages.map(({ role }) => role)).toEqual([
      ...['assistant', 'tool', 'assistant', 'tool', 'assistant', 'tool', 'assistant'],
    ]);
    expect(answers(end.messages)).toEqual(['counted', 'in Rome', 'in Oslo']);
    expect([end.finishReason, end.usage?.total_tokens, end.usageByAgent]).toEqual([
      ...['stop', 14],
      [expect.objectContaining({ agent: 'Ada', usage: expect.objectContaining({ prompt_tokens: 10 }) as object })],
    ]);
  });

  it('awaits promises, and leaves calls that wait for the user', async () => {
    const model = scripted(calls(call('pay', {}, 'p'), locates('Rome')), says('Done.'));
    const { connect } = await served(model, { start });
    const { run } = connect({ functions: [located((at) => Promise.resolve({ at }))] });
    const events = await collect(run(hi));
    expect(stages(events)).toEqual(['locate start', 'locate end', 'pay waiting']);
    const first = (events.at(-1) as { readonly response: Response<RemoteAgent> }).response;
    expect(answers(first.messages)).toEqual(['{"at":"Rome"}']);
    const second = await last(run({ state: first.state, decisions: { p: true } }).pipe(response()));
    expect(answers(second.messages)).toEqual(['paid']);
  });

  it('shows each call once in a conversation', async () => {
    const { connect } = await served(scripted(calls(locates('Rome')), says('There.')), { start });
    const end = await last(converse(connect({ functions }), of('Hi')));
    expect(storyOf(end)).toBe('idle: user Hi, Ada calls, tool in Rome, Ada There.');
  });

  it('aborts the signal of the function when it is unsubscribed, and sends nothing more', async () => {
    const model = scripted(calls(call('wait')), says('No.'));
    const waiting = new Agent({ name: 'Ada', functions: [clientFunction({ name: 'wait' })] });
    const { connect } = await served(model, { start: waiting });
    const signals: AbortSignal[] = [];
    const wait = withSchema((signal: AbortSignal) => (signals.push(signal), NEVER), {
      name: 'wait',
      order: ['$signal'],
    });
    const subscription = connect({ functions: [wait] })
      .run(hi)
      .subscribe();
    await until(() => signals.length > 0, 'the call');
    subscription.unsubscribe();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(model.requests).toHaveLength(1);
  });

  it('fails with the messages of all requests when a later one fails', async () => {
    const model = scripted(
      calls(locates('Rome')),
      calls(call('count', {}, 'c')),
      throwError(() => new Error('down')),
    );
    const { connect } = await served(model, { start });
    const failure$ = connect({ functions })
      .run(hi)
      .pipe(catchError((error: unknown) => of(error as SwarmError)));
    const failure = (await last(failure$)) as SwarmError;
    expect(failure).toBeInstanceOf(SwarmError);
    expect(answers(failure.response?.messages ?? [])).toEqual(['in Rome', 'counted']);
  });

  it('keeps the call when its result is lost, and executes it again on a retry', async () => {
    const { url } = await served(scripted(calls(locates('Rome')), says('There.')), { start });
    let requests = 0;
    const fetch = (to: string, init: RequestInit) =>
      ++requests === 2 ? Promise.reject(new TypeError('offline')) : globalThis.fetch(to, init);
    const inputs$ = new Subject<'Hi' | { readonly retry: true }>();
    let shown: Conversation | undefined;
    converse(connect(url, { fetch, functions }), inputs$).subscribe({
      next: (latest) => (shown = latest),
      error: rethrow,
    });
    inputs$.next('Hi');
    await until(() => shown?.status === 'failed', 'the failure');
    expect(shown && storyOf(shown)).toBe('failed: user Hi, Ada calls');
    inputs$.next({ retry: true });
    await until(() => shown?.status === 'idle', 'the answer');
    expect(shown && storyOf(shown)).toBe('idle: user Hi, Ada calls, tool in Rome, Ada There.');
  });
});

/** A server that answers each request with its next events, and what it was sent. */
const hostile = (...answers: readonly (readonly object[])[]) => {
  const received: unknown[] = [];
  const fetch = (_: string, { body }: RequestInit) => {
    const events = answers[Math.min(received.length, answers.length - 1)] ?? [];
    received.push(JSON.parse(body as string));
    const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    return Promise.resolve(new Response(text, { headers: { 'content-type': 'text/event-stream' } }));
  };
  return { fetch, received };
};

const asks = (tool: object) => ({
  tool: { id: 'l', name: 'locate', status: 'waiting', reason: 'client', arguments: '{"city":"Rome"}', ...tool },
});

const ended = (more: object = { state: 's' }) => ({
  response: { messages: [], agent: { name: 'Ada' }, contextVariables: {}, ...more },
});

describe('a hostile server', () => {
  const executing = async (...turns: readonly (readonly object[])[]) => {
    const executed: unknown[] = [];
    const { fetch, received } = hostile(...turns);
    const functions = [located((at) => executed.push(at))];
    const events = await collect(connect('http://localhost/', { fetch, functions }).run(hi));
    return { executed, events, decided: received.slice(1).map((body) => (body as { decisions: unknown }).decisions) };
  };

  it.each<[string, object, object]>([
    ['a function that the page lacks', { name: 'wipe' }, { l: { error: 'the page has no function "wipe".' } }],
    ['a name that every object has', { name: 'toString' }, { l: { error: 'the page has no function "toString".' } }],
    ['a name of a prototype', { name: '__proto__' }, { l: { error: 'the page has no function "__proto__".' } }],
    ['arguments that do not fit', { arguments: '{"city":7}' }, { l: { error: 'city: expected string, got number 7' } }],
    ['arguments that are a list', { arguments: '[]' }, { l: { error: 'the arguments must be a JSON object, got []' } }],
    ['arguments that are no text', { arguments: 7 }, { l: { error: expect.any(String) as string } }],
  ])('that asks for %s is told so, and nothing is executed', async (_, tool, decisions) => {
    const { executed, decided } = await executing([asks(tool), ended()], [ended()]);
    expect(decided).toEqual([decisions]);
    expect(executed).toEqual([]);
  });

  it.each(['approval', 'question', 'anything', undefined])(
    'that lets a call wait with the reason %j has nothing executed',
    async (reason) => {
      const { executed, decided, events } = await executing([asks({ reason }), ended()]);
      expect([executed, decided]).toEqual([[], []]);
      expect(events.map(kind)).toEqual(['waiting locate', 'response']);
    },
  );

  it('that starts a call of the page itself has nothing executed', async () => {
    const { executed } = await executing([asks({ status: 'start' }), ended()]);
    expect(executed).toEqual([]);
  });

  it('that asks for the same call twice has it executed once', async () => {
    const { executed, decided } = await executing([asks({}), asks({}), ended()], [ended()]);
    expect(executed).toEqual(['Rome']);
    expect(decided).toEqual([{ l: { result: 1 } }]);
  });

  it('that sends no state has nothing executed, because the run could not go on', async () => {
    const { executed, events } = await executing([asks({}), ended({})]);
    expect(executed).toEqual([]);
    expect(events.map(kind)).toEqual(['waiting locate', 'response']);
  });

  it('that asks without end is left after 50 rounds', async () => {
    const { executed, events } = await executing([asks({}), ended()]);
    expect(executed).toHaveLength(50);
    expect(events.map(kind).slice(-2)).toEqual(['waiting locate', 'response']);
  });
});
