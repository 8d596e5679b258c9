import { connect as connectSocket, type Socket } from 'node:net';
import { Agent, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { serve } from 'rxswarm/server';
import { text } from 'rxswarm/operators';
import {
  concat,
  defer,
  finalize,
  interval,
  map,
  NEVER,
  of,
  Subject,
  take,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { bind } from '../../support/bind.ts';
import { call, calls, chunk, says } from '../../support/chunks.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { collect } from '../../support/collect.ts';
import { outcome } from '../../support/outcome.ts';
import { scripted } from '../../support/scripted-model.ts';
import { closeServed, SECRET, served } from '../../support/served.ts';
import { until } from '../../support/until.ts';

afterEach(closeServed);

const hi = { messages: [{ role: 'user', content: 'Hi' }] } as const;

/** Counts what is under way. */
const counted = () => {
  const count = { begun: 0, ended: 0 };
  const watch = <T>(source: Observable<T>) =>
    defer(() => {
      count.begun++;
      return source.pipe(finalize(() => count.ended++));
    });
  return { count, watch };
};

/** An HTTP request by hand, so that its socket can be destroyed whenever the spec wants. */
const raw = async (url: string, body: string, length = Buffer.byteLength(body)): Promise<Socket> => {
  const { hostname, port, pathname } = new URL(url);
  const socket = connectSocket(Number(port), hostname);
  await new Promise((resolve) => socket.once('connect', resolve));
  const head = [`POST ${pathname} HTTP/1.1`, `host: ${hostname}`, 'content-type: application/json'];
  socket.write([...head, `content-length: ${length}`, '', body].join('\r\n'));
  return socket;
};

describe('a client that leaves', () => {
  const body = JSON.stringify(hi);
  const endless = concat(of(chunk({ role: 'assistant', content: 'Well' })), NEVER);

  it('in the middle of an answer ends the run', async () => {
    const { count, watch } = counted();
    const { url, underWay, log } = await served(() => watch(endless));
    const socket = await raw(url, body);
    await until(() => count.begun === 1, 'the run');
    socket.destroy();
    await until(() => count.ended === 1 && underWay() === 0, 'its end');
    expect(log.errors).toEqual([]);
  });

  it.each(['signal', 'body'])('ends the run by its %s alone, even after a garbage collection', async (way) => {
    const { count, watch } = counted();
    const start = new Agent();
    const handler = serve(new Swarm(() => watch(endless)), { agents: [], start, secret: SECRET });
    const controller = new AbortController();
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' }, signal: controller.signal };
    const reader = (await handler(new Request('http://server.example/', init))).body?.getReader();
    await reader?.read();
    await collectGarbage();
    if (way === 'signal') controller.abort();
    else await reader?.cancel();
    await until(() => count.ended === 1, 'the end of the run');
  });

  it("while a function runs aborts the function's signal", async () => {
    const signals: AbortSignal[] = [];
    const work = bind((signal: AbortSignal) => (signals.push(signal), new Promise(() => undefined)), ['$signal'], {
      name: 'work',
    });
    const { url } = await served(scripted(calls(call('work'))), { start: new Agent({ functions: [work] }) });
    const socket = await raw(url, body);
    await until(() => signals.length === 1, 'the call');
    socket.destroy();
    await until(() => signals[0]?.aborted === true, 'its abortion');
  });

  it('before its request is complete starts no run', async () => {
    const { count, watch } = counted();
    const { url, underWay, log } = await served(() => watch(endless));
    const socket = await raw(url, body.slice(0, 10), body.length);
    await until(() => underWay() === 1, 'the request');
    socket.destroy();
    await until(() => underWay() === 0, 'its end');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([count.begun, log.errors]).toEqual([0, []]);
  });

  it.each(['authorize', 'consume'])('during `%s` starts no run', async (phase) => {
    const { count, watch } = counted();
    const go$ = new Subject<void>();
    let isThere = false;
    const wait = async <T>(value: T): Promise<T> => {
      isThere = true;
      await collect(go$);
      return value;
    };
    const pay = bind(() => watch(of('Paid.')), [], { name: 'pay', approval: true });
    const { url, underWay, connection, log } = await served(scripted(calls(call('pay', {}, 'a'))), {
      start: new Agent({ functions: [pay] }),
      authorize: ({ headers }) => (phase === 'authorize' && headers.get('accept') === null ? wait({}) : {}),
      consume: () => (phase === 'consume' ? wait(true) : true),
    });
    const [event] = (await collect(connection.run(hi))).slice(-1);
    const state = event !== undefined && 'response' in event ? event.response.state : '';
    const socket = await raw(url, JSON.stringify({ state, decisions: { a: true } }));
    await until(() => isThere, phase);
    socket.destroy();
    await until(() => underWay() === 0, 'the end of the request');
    go$.complete();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([count.begun, log.errors]).toEqual([0, []]);
  });

  it('and returns at once is not refused because of the run it left', async () => {
    const { count, watch } = counted();
    const { connection } = await served(() => watch(endless), {
      authorize: () => ({ key: 'ada' }),
      limits: { callerConcurrency: 1 },
    });
    for (let round = 1; round <= 5; round++) {
      await collect(connection.run(hi).pipe(text(), take(1)));
      await until(() => count.ended === round, 'the end of the run');
    }
    expect(count).toEqual({ begun: 5, ended: 5 });
  });
});

/** A `fetch` that counts the answers 429 and 503. */
const countingRefusals = () => {
  let count = 0;
  const counting: typeof fetch = async (...input) => {
    const answer = await fetch(...input);
    if ([429, 503].includes(answer.status)) count++;
    return answer;
  };
  return { fetch: counting, refused: () => count };
};

describe('limits', () => {
  it('runTimeout ends the run with an error event', async () => {
    const { count, watch } = counted();
    const { connection } = await served(() => watch(NEVER), { limits: { runTimeout: 20 } });
    const { error } = await outcome(connection.run(hi));
    expect(error?.message).toMatch(/^The run took too long\. \([0-9a-f]{24}\)$/);
    expect(count).toEqual({ begun: 1, ended: 1 });
  });

  it('maxTurns ends the run with finishReason max_turns', async () => {
    const work = bind(() => 'worked', [], { name: 'work' });
    const model: ChatModel = () => of(...calls(call('work')));
    const { connection } = await served(model, { start: new Agent({ functions: [work] }), limits: { maxTurns: 3 } });
    const last = (await collect(connection.run(hi))).at(-1);
    expect(last).toMatchObject({ response: { finishReason: 'max_turns' } });
  });

  it('callerConcurrency refuses one run more of a key with 429, and the client retries', async () => {
    const { count, watch } = counted();
    const stop$ = new Subject<void>();
    const model: ChatModel = () => watch(concat(NEVER.pipe(takeUntil(stop$)), of(...says('Done.'))));
    const authorize = ({ headers }: Request) => ({ key: headers.get('x-user') ?? '' });
    const { connect } = await served(model, { authorize, limits: { callerConcurrency: 2 } });
    const { fetch, refused } = countingRefusals();
    const ask = (user: string, retries = 0) =>
      outcome(
        connect({ headers: { 'x-user': user }, retries, fetch })
          .run(hi)
          .pipe(text()),
      );
    const running = [ask('ada'), ask('ada'), ask('bob')];
    await until(() => count.begun === 3, 'three runs');
    const third = await ask('ada');
    expect(third.error).toMatchObject({ type: 'http', status: 429, retryAfter: 1000 });
    const before = refused();
    const patient = ask('ada', 1);
    await until(() => refused() > before, 'the refusal');
    stop$.next();
    expect((await Promise.all(running)).map(({ values }) => values)).toEqual([['Done.'], ['Done.'], ['Done.']]);
    await until(() => count.begun === 4, 'the run that had to wait');
    stop$.next();
    expect((await patient).values).toEqual(['Done.']);
  });

  it('runConcurrency refuses one run more of all callers with 503, with or without a key', async () => {
    const { count, watch } = counted();
    const stop$ = new Subject<void>();
    const model: ChatModel = () => watch(concat(NEVER.pipe(takeUntil(stop$)), of(...says('Done.'))));
    const authorize = ({ headers }: Request) => (headers.get('x-user') === null ? {} : { key: 'ada' });
    const { connect } = await served(model, { authorize, limits: { runConcurrency: 3 } });
    const { fetch, refused } = countingRefusals();
    const ask = (headers = {}, retries = 0) => outcome(connect({ headers, retries, fetch }).run(hi).pipe(text()));
    const running = [ask(), ask({ 'x-user': 'ada' }), ask()];
    await until(() => count.begun === 3, 'three runs');
    for (const headers of [{}, { 'x-user': 'ada' }]) {
      const { error } = await ask(headers);
      expect(error).toMatchObject({ type: 'http', status: 503, retryAfter: 1000 });
    }
    const before = refused();
    const patient = ask({}, 1);
    await until(() => refused() > before, 'the refusal');
    stop$.next();
    expect((await Promise.all(running)).map(({ values }) => values)).toEqual([['Done.'], ['Done.'], ['Done.']]);
    await until(() => count.begun === 4, 'the run that had to wait');
    stop$.next();
    expect((await patient).values).toEqual(['Done.']);
    expect(count).toEqual({ begun: 4, ended: 4 });
  });

  it('bufferBytes ends the run of a client that reads too slowly', async () => {
    const { count, watch } = counted();
    const word = 'x'.repeat(10_000);
    const model: ChatModel = () => watch(interval(0).pipe(map(() => chunk({ content: word }))));
    const { url, log } = await served(model, { limits: { bufferBytes: 100_000 } });
    const socket = await raw(url, JSON.stringify(hi));
    socket.pause();
    await until(() => count.begun === 1, 'the run');
    await until(() => count.ended === 1, 'its end');
    expect(String(log.errors[0]?.[1])).toContain('More than 100000 bytes waited');
    socket.destroy();
  });

  it('heartbeat writes comments into a silent stream, which clients skip', async () => {
    const { connection, url } = await served(
      () => concat(timer(80).pipe(map(() => chunk({ content: 'Hi' }))), of(chunk({}, 'stop'))),
      {
        heartbeat: 10,
      },
    );
    expect(await collect(connection.run(hi).pipe(text()))).toEqual(['Hi']);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(hi) });
    expect((await answer.text()).match(/^:$/gm)?.length).toBeGreaterThan(2);
  });
});
