import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { chunk } from '../../specs/support/chunks.ts';
import { DONE, event, finish } from '../../specs/support/wire.ts';
import type { Phase } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { callOf, resultOf, sayingOf, type Plan } from './plan.ts';

/** Strikes a run. Resolves to the server's next step. */
export type Strike = (moment: Moment) => Promise<'go on' | 'cut' | 'refuse'>;

/** A moment at which a fault may strike. */
export interface Moment {
  readonly plan: Plan;
  /** The turn, from 0. */
  readonly turn: number;
  readonly phase: Phase;
  /** The process id of the worker that asks. */
  readonly worker: number;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<unknown>;
}

/** The model of all workers. */
export interface ModelServer {
  /** Its address; each worker adds its process id. */
  readonly url: string;
  /** Returns the number of answers under way. */
  readonly underWay: () => number;
  /** Ends the server. */
  close(): Promise<void>;
}

interface Asked {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

interface Told {
  readonly plan: Plan;
  readonly turn: number;
  readonly key?: string;
}

/** Milliseconds between two chunks, so that a fault can strike in between. */
const PACE = 2;

/**
 * Starts the model of all workers, which is also the far end of their function. Each worker has an address of its own, so the server
 * sees the order of all steps, and offers each moment to `strike`.
 */
export const modelServer = async (ledger: Ledger, strike: Strike): Promise<ModelServer> => {
  let underWay = 0;

  const complete = async (response: ServerResponse, worker: number, { messages }: Asked): Promise<void> => {
    // The wire joins messages of the user in a row by a blank line: the plan is the last of them.
    const said = messages
      .findLast(({ role }) => role === 'user')
      ?.content.split('\n\n')
      .at(-1);
    const plan = JSON.parse(said ?? '') as Plan;
    const turn = messages.filter(({ role }) => role === 'assistant').length;
    const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
    ledger.ask(plan.id, turn, worker);
    const closed = once(response, 'close');
    const moment = { plan, turn, worker, closed };
    if ((await strike({ ...moment, phase: 'asked' })) === 'refuse') {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"No."}}');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const [index, text] of eventsOf(plan, turn, results).entries()) {
      if (index === 3 && (await strike({ ...moment, phase: 'streaming' })) === 'cut') return void response.destroy();
      if (response.destroyed) return;
      response.write(text);
      await after(PACE);
    }
    response.end(DONE);
  };
  const perform = async (response: ServerResponse, worker: number, { plan, turn, key = '' }: Told): Promise<void> => {
    ledger.call(plan.id, turn, worker, key);
    await strike({ plan, turn, worker, phase: 'calling', closed: once(response, 'close') });
    response.end(resultOf(plan.id, turn));
  };
  const admit = async (response: ServerResponse, worker: number, { plan, turn }: Told): Promise<void> => {
    await strike({ plan, turn, worker, phase: 'between', closed: once(response, 'close') });
    response.end();
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, worker, ...path] = (request.url ?? '').split('/');
    const body = await json(request);
    if (path[0] === 'call') await perform(response, Number(worker), body as Told);
    else if (path[0] === 'gate') await admit(response, Number(worker), body as Told);
    else await complete(response, Number(worker), body as Asked);
  };

  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    underWay++;
    response.once('close', () => underWay--);
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    underWay: () => underWay,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Returns the events of an answer: its words, then the call. */
const eventsOf = (plan: Plan, turn: number, results: readonly string[]): readonly string[] => {
  const words = sayingOf(plan, turn, results).split(/(?= )/);
  const isLast = turn === plan.turns - 1;
  const call = { index: 0, id: callOf(plan.id, turn), function: { name: 'step', arguments: '{}' } };
  return [
    event(chunk({ role: 'assistant', content: '' })),
    ...words.map((content) => event(chunk({ content }))),
    ...(isLast ? [] : [event(chunk({ tool_calls: [call] }))]),
    event(finish(isLast ? 'stop' : 'tool_calls')),
  ];
};
