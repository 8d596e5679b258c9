import { Agent } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { concat, finalize, interval, map, of, Subject } from 'rxjs';
import { bind } from '../../support/bind.ts';
import { call, calls, chunk, says } from '../../support/chunks.ts';
import { type EventReader, post, readEvents } from '../../support/event-reader.ts';
import { scripted } from '../../support/scripted-model.ts';
import { closeServed, served } from '../../support/served.ts';
import { speaking } from '../../support/speaking.ts';
import { until } from '../../support/until.ts';

const shutdown$ = new Subject<void>();

afterEach(() => {
  // A run that is kept would keep the process of the specs.
  shutdown$.next();
  return closeServed();
});

const hi = { messages: [{ role: 'user', content: 'Hi' }] };
const linger = { timeout: 30_000, shutdown$ };
const authorize = ({ headers }: Request) => ({ key: headers.get('x-user') ?? 'ada' });

type Received = Awaited<ReturnType<EventReader['rest']>>;

const textOf = (events: Received): string =>
  events.map(({ data }) => (JSON.parse(data) as { readonly content?: string }).content ?? '').join('');

/** Reads up to the event that holds a word. Resolves with its id. */
const readTo = async (reader: EventReader, word: string): Promise<string> => {
  for (;;) {
    const event = await reader.next();
    if (event === undefined) throw new Error(`No event has ${word}.`);
    if (event.data.includes(word)) return event.id ?? '';
  }
};

const nameOf = (id: string): string => id.slice(0, id.indexOf('.'));

const refusalOf = async (answer: Promise<Response>): Promise<readonly [number, string]> => {
  const { status, ...rest } = await answer.then(async (each) => ({
    status: each.status,
    body: (await each.json()) as { readonly error: { readonly message: string } },
  }));
  return [status, rest.body.error.message];
};

/** Comes back to a run. Resolves with its events, without the first, which tells that the client is back. */
const comingBack = async (url: string, id: string): Promise<Received> => {
  const [restored, ...events] = await (await readEvents(url, {}, { 'last-event-id': id })).rest();
  expect([restored?.id, restored?.data]).toEqual([undefined, '{"connection":"restored"}']);
  return events;
};

/** Begins a run and leaves it after its first word. */
const leaving = async (url: string, word$: Subject<string>, body: object = hi, headers = {}) => {
  const reader = await readEvents(url, body, headers);
  await readTo(reader, '"role"');
  word$.next('One ');
  const id = await readTo(reader, 'One ');
  await reader.drop();
  return id;
};

const UNKNOWN = [
  404,
  'Not Found: no run of this name. It is over, was stopped, or belongs to another caller or server.',
] as const;
const BUSY = [409, 'Conflict: a run from this state is under way. Come back to it, or stop it first.'] as const;

describe('a client that lost its connection', () => {
  it('comes back with Last-Event-ID, and sees what it missed, then live, once and in order', async () => {
    const { model, word$, count } = speaking();
    const { url, underWay } = await served(model, { linger });
    const id = await leaving(url, word$);
    await until(() => underWay() === 0, 'the lost connection');
    word$.next('two ');
    expect(count.ended).toBe(0);
    const back = await readEvents(url, {}, { 'last-event-id': id });
    await readTo(back, 'two ');
    word$.next('three');
    word$.complete();
    const rest = await back.rest();
    expect(textOf(rest)).toBe('three');
    expect(rest.at(-1)?.data).toContain('One two three');
    expect(count).toEqual({ begun: 1, ended: 1 });
  });

  it('comes back after the end of its run, as often as it needs', async () => {
    const { model, word$ } = speaking();
    const { url } = await served(model, { linger });
    const id = await leaving(url, word$);
    word$.next('two.');
    word$.complete();
    for (const round of [1, 2]) {
      const back = await comingBack(url, id);
      const numbers = back.map((event) => Number(event.id?.slice(33)) - Number(id.slice(33)));
      expect([round, textOf(back), numbers]).toEqual([round, 'two.', numbers.map((_, place) => place + 1)]);
      expect(back.at(-1)?.data).toContain('response');
    }
  });

  it('finds its run over the timeout later, and the model closed', async () => {
    const { model, word$, count } = speaking();
    const { url } = await served(model, { linger: { timeout: 30 } });
    const id = await leaving(url, word$);
    await until(() => count.ended === 1, 'the end of the run');
    expect(await refusalOf(post(url, {}, { 'last-event-id': id }))).toEqual(UNKNOWN);
  });

  it('loses its run when the server shuts down, and a client that is there reads on', async () => {
    const { model, word$, count } = speaking();
    const { url, close } = await served(model, { linger });
    await leaving(url, word$);
    const there = await readEvents(url, hi);
    await readTo(there, '"role"');
    shutdown$.next();
    expect(count).toEqual({ begun: 2, ended: 1 });
    word$.next('two');
    await readTo(there, 'two');
    await close();
    await expect(there.rest()).rejects.toThrow();
    await until(() => count.ended === 2, 'the end of its run');
  });

  it('gets the whole response where the events of finished turns were dropped', async () => {
    const big = bind(() => 'x'.repeat(3000), [], { name: 'big' });
    const go$ = new Subject<void>();
    const model = scripted(calls(call('big')), concat(go$, of(...calls(call('big', {}, 'b')))) as never, says('Done.'));
    const start = new Agent({ functions: [big] });
    const { url, underWay } = await served(model, {
      start,
      agents: [],
      linger: { ...linger, bufferBytes: 16_000 },
    });
    const reader = await readEvents(url, hi);
    const id = await readTo(reader, '"start"');
    await reader.drop();
    await until(() => underWay() === 0, 'the lost connection');
    go$.complete();
    await until(() => model.requests.length === 3, 'the last turn');
    // The run is over once it has been read to its end.
    await comingBack(url, id);
    const back = await comingBack(url, id);
    const keys = back.map(({ data }) => Object.keys(JSON.parse(data) as object)[0]);
    expect(keys).toEqual(['delim', 'response']);
    const { response } = JSON.parse(back.at(-1)?.data ?? '') as { response: { messages: readonly { role: string }[] } };
    expect(response.messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant', 'tool', 'assistant']);
  });

  it('finds its run ended when the turn exceeded the bound meanwhile', async () => {
    const { model, word$, count } = speaking();
    const { url, underWay, log } = await served(model, { linger: { ...linger, bufferBytes: 2000 } });
    const id = await leaving(url, word$);
    await until(() => underWay() === 0, 'the lost connection');
    word$.next('x'.repeat(1000));
    expect(count.ended).toBe(0);
    word$.next('x'.repeat(1000));
    expect(count.ended).toBe(1);
    const back = await comingBack(url, id);
    expect(back.at(-1)).toMatchObject({ event: 'error', data: expect.stringContaining('took too long') as string });
    expect(String(log.errors[0]?.[1])).toContain('More than 2000 bytes waited for a client that is gone');
  });

  it('that reads too slowly ends the run', async () => {
    let ended = 0;
    const word = 'x'.repeat(10_000);
    const model: ChatModel = () =>
      interval(0).pipe(
        map(() => chunk({ content: word })),
        finalize(() => ended++),
      );
    const { url } = await served(model, {
      linger: { ...linger, bufferBytes: 50_000 },
      limits: { bufferBytes: 50_000 },
    });
    const reader = await readEvents(url, hi);
    await until(() => ended === 1, 'the end of the run');
    await reader.drop();
  });

  it('without `linger` ends its run, whose events have no ids, and cannot come back', async () => {
    const { model, word$, count } = speaking();
    const { url } = await served(model);
    expect(await leaving(url, word$)).toBe('');
    await until(() => count.ended === 1, 'the end of the run');
    const id = `${'0'.repeat(32)}.1`;
    expect(await refusalOf(post(url, hi, { 'last-event-id': id }))).toEqual(UNKNOWN);
    expect(await refusalOf(post(url, { stop: nameOf(id) }))).toEqual(UNKNOWN);
    expect(count.begun).toBe(1);
  });
});

describe('a stop', () => {
  it('ends the run at once, and tells a client that comes back', async () => {
    const { model, word$, count } = speaking();
    const { url } = await served(model, { linger });
    const id = await leaving(url, word$);
    expect((await post(url, { stop: nameOf(id) })).status).toBe(204);
    expect(count.ended).toBe(1);
    const [event] = await comingBack(url, id);
    expect(event).toMatchObject({
      event: 'error',
      data: '{"error":{"type":"aborted","message":"The run was stopped."}}',
    });
    expect((await post(url, { stop: nameOf(id) })).status).toBe(204);
  });

  it('and the next message are one request, also for a caller whose only place the run has', async () => {
    const { model, word$, count } = speaking();
    const { url } = await served(model, { linger, authorize, limits: { callerConcurrency: 1 } });
    const id = await leaving(url, word$);
    expect((await post(url, hi)).status).toBe(429);
    const next = await readEvents(url, { ...hi, stop: nameOf(id) });
    await readTo(next, '"role"');
    expect(count).toEqual({ begun: 2, ended: 1 });
    await next.drop();
  });
});

describe('a run that goes on without its client', () => {
  it('counts in callerConcurrency until its end, and its client comes back in its place', async () => {
    const { model, word$ } = speaking();
    const { url } = await served(model, { linger, authorize, limits: { callerConcurrency: 1 } });
    const id = await leaving(url, word$);
    expect((await post(url, hi)).status).toBe(429);
    const back = await readEvents(url, {}, { 'last-event-id': id });
    expect((await post(url, {}, { 'last-event-id': id })).status).toBe(429);
    word$.complete();
    await back.rest();
    const next = await readEvents(url, hi);
    expect(next.status).toBe(200);
    await next.drop();
  });

  it('counts in runConcurrency', async () => {
    const { model, word$ } = speaking();
    const { url } = await served(model, { linger, limits: { runConcurrency: 1 } });
    const id = await leaving(url, word$);
    expect((await post(url, hi)).status).toBe(503);
    await post(url, { stop: nameOf(id) });
    expect((await readEvents(url, hi)).status).toBe(200);
  });

  it('lets no second run begin from its state, nor from one it wrote, and consumes no decision', async () => {
    const go$ = new Subject<never>();
    const consumed: string[] = [];
    const pay = bind(() => 'Paid.', [], { name: 'pay', approval: true });
    const model = scripted(calls(call('pay', {}, 'a')), concat(go$, of(...says('Done.'))), says('Again.'));
    const { url } = await served(model, {
      ...{ linger, start: new Agent({ functions: [pay] }), agents: [] },
      consume: (id) => consumed.push(id) > 0,
    });
    const first = await (await readEvents(url, hi)).rest();
    const { state } = (JSON.parse(first.at(-1)?.data ?? '') as { response: { state: string } }).response;
    const decided = { state, decisions: { a: true } };
    const run = await readEvents(url, decided);
    await run.next();
    let reached: string | undefined;
    while (reached === undefined) reached = (JSON.parse((await run.next())?.data ?? '{}') as { state?: string }).state;
    await run.drop();
    expect(await refusalOf(post(url, decided))).toEqual(BUSY);
    expect(await refusalOf(post(url, { state: reached, messages: hi.messages }))).toEqual(BUSY);
    expect(consumed).toHaveLength(1);
    go$.complete();
    await until(() => model.requests.length === 2, 'the answer');
    const later = await readEvents(url, { state: reached, messages: hi.messages });
    expect(textOf(await later.rest())).toBe('Again.');
  });
});

describe("somebody else's run", () => {
  const attacked = async () => {
    const { model, word$, count } = speaking();
    const { url } = await served(model, { linger, authorize });
    const id = await leaving(url, word$, hi, { 'x-user': 'bob' });
    return { url, id, count, word$ };
  };

  it('cannot be read by its Last-Event-ID: the words are those for an unknown run', async () => {
    const { url, id } = await attacked();
    expect(await refusalOf(post(url, {}, { 'last-event-id': id }))).toEqual(UNKNOWN);
    expect(await refusalOf(post(url, {}, { 'last-event-id': `${'0'.repeat(32)}.1` }))).toEqual(UNKNOWN);
  });

  it('cannot be stopped, and nothing else of such a request is executed', async () => {
    const { url, id, count } = await attacked();
    expect(await refusalOf(post(url, { stop: nameOf(id) }))).toEqual(UNKNOWN);
    expect(await refusalOf(post(url, { stop: nameOf(id), ...hi }))).toEqual(UNKNOWN);
    expect(count).toEqual({ begun: 1, ended: 0 });
  });

  it.each([
    ['x', UNKNOWN[0]],
    ['../../etc', UNKNOWN[0]],
    [`${'0'.repeat(32)}.-1`, UNKNOWN[0]],
    [`${'0'.repeat(32)}.1e9`, UNKNOWN[0]],
    ['1'.repeat(5000), UNKNOWN[0]],
  ])('is not found under the id %.40s', async (id, status) => {
    const { url } = await attacked();
    expect((await post(url, {}, { 'last-event-id': id })).status).toBe(status);
  });

  it.each([[1], [null], [{}], [['a']]])('cannot be stopped by the name %j', async (stop) => {
    const { url } = await attacked();
    expect(await refusalOf(post(url, { stop }))).toEqual([400, 'Bad Request: "stop" must be the name of a run.']);
  });
});
