import { Agent, Swarm, type Response } from 'rxswarm';
import type { RemoteAgent } from 'rxswarm/client';
import { response, text } from 'rxswarm/operators';
import { concat, finalize, map, NEVER, of, Subject, take, takeUntil, tap } from 'rxjs';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, counts, says } from '../support/chunks.ts';
import { collect, last } from '../support/collect.ts';
import { kind } from '../support/kind.ts';
import { scripted } from '../support/scripted-model.ts';
import { closeServed, served } from '../support/served.ts';
import { transferTo } from '../support/transfer.ts';
import { all } from '../support/synchronous.ts';
import { until } from '../support/until.ts';

const user = (content: string) => ({ role: 'user', content }) as const;

afterEach(closeServed);

describe('connect', () => {
  const sales = new Agent({ name: 'Sales' });
  const look = bind(() => of('looking', 'found'), [], { name: 'look' });
  const triage = new Agent({ name: 'Triage', functions: [look, transferTo(sales)] });
  const turns = () => [
    calls(call('look'), call('to_Sales')),
    [...says('Two ', 'hives: \u{1F41D}, \n "quoted".'), counts(3, 4)],
  ];

  it('emits the events that the swarm emits, agents by name, and the state after each turn with calls', async () => {
    const { connection } = await served(scripted(...turns()), { start: triage, agents: [sales] });
    const local = all(new Swarm(scripted(...turns())).run({ agent: triage, messages: [user('Bees?')] }));
    const remote = await collect(connection.run({ messages: [user('Bees?')] }));
    const { state, ...rest } = (remote.at(-1) as { response: Response<RemoteAgent> }).response;
    const states = remote.filter((event) => 'state' in event);
    expect(states).toEqual([{ state: expect.any(String) as string }]);
    expect(remote.findIndex((event) => 'state' in event)).toBe(remote.map(kind).lastIndexOf('start') - 1);
    const events = remote.slice(0, -1).filter((event) => !('state' in event));
    expect([...events, { response: rest }]).toEqual(JSON.parse(JSON.stringify(local)));
    expect(typeof state).toBe('string');
  });

  it('continues from a state with the same agent', async () => {
    const model = scripted(...turns(), says('Nine.'));
    const { connection } = await served(model, { start: triage, agents: [sales] });
    const first = await last(connection.run({ messages: [user('Bees?')] }).pipe(response()));
    const second$ = connection.run({ messages: [user('How many?')], state: first.state });
    const second = await last(second$.pipe(response()));
    expect(second.agent).toEqual({ name: 'Sales' });
    expect(model.requests.at(-1)?.messages.map(({ role }) => role)).toEqual([
      ...['user', 'assistant', 'tool', 'tool', 'assistant', 'user'],
    ]);
  });

  it('sends one request for each subscription and none before', async () => {
    const model = scripted(says('One.'), says('Two.'));
    const { connection } = await served(model);
    const run$ = connection.run({ messages: [user('Count.')] }).pipe(text());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(model.requests).toHaveLength(0);
    expect(await collect(run$)).toEqual(['One.']);
    expect(await collect(run$)).toEqual(['Two.']);
  });

  it('ends the run on the server when it is unsubscribed', async () => {
    let ended = 0;
    const endless = concat(of(chunk({ role: 'assistant', content: 'Well' })), NEVER).pipe(finalize(() => ended++));
    const { connection, underWay } = await served(scripted(endless));
    await last(connection.run({ messages: [user('Talk.')] }).pipe(text(), take(1)));
    await until(() => ended === 1 && underWay() === 0, 'the end of the run');
  });

  it('closes the socket before the headers have arrived', async () => {
    const { connection, underWay } = await served(scripted(), { authorize: () => new Promise(() => undefined) });
    const stop$ = new Subject<void>();
    const events = collect(connection.run({ messages: [user('Talk.')] }).pipe(takeUntil(stop$)));
    await until(() => underWay() === 1, 'the request');
    stop$.next();
    await until(() => underWay() === 0, 'its end');
    expect(await events).toEqual([]);
  });

  it('ends the run while a function runs', async () => {
    const seen: string[] = [];
    const work = bind(
      () =>
        NEVER.pipe(
          tap({ subscribe: () => seen.push('begins') }),
          finalize(() => seen.push('ends')),
        ),
      [],
      { name: 'work' },
    );
    const { connection } = await served(scripted(calls(call('work'))), { start: new Agent({ functions: [work] }) });
    const stop$ = new Subject<void>();
    const kinds = collect(connection.run({ messages: [user('Work.')] }).pipe(map(kind), takeUntil(stop$)));
    await until(() => seen.length === 1, 'the call');
    stop$.next();
    await until(() => seen.length === 2, 'its end');
    expect(seen).toEqual(['begins', 'ends']);
    await kinds;
  });
});
