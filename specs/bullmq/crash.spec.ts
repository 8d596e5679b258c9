import { spawn, type ChildProcess } from 'node:child_process';
import { Swarm, type RunEvent } from 'rxswarm';
import { http, type ChatCompletionChunk } from 'rxswarm/models';
import { submit, type RemoteAgent } from 'rxswarm/bullmq';
import { messages, response } from 'rxswarm/operators';
import { from } from 'rxjs';
import { call, calls, says } from '../support/chunks.ts';
import { last } from '../support/collect.ts';
import { lossyAgent } from '../support/lossy.ts';
import { loopbackServer, type Answer, type LoopbackServer } from '../support/loopback-server.ts';
import { rethrow } from '../support/rethrow.ts';
import { startQueues, type Queues } from '../support/queues.ts';
import { until } from '../support/until.ts';

const asked = [{ role: 'user', content: 'Note it' }] as const;

const body = (chunks: readonly ChatCompletionChunk[]): readonly string[] =>
  chunks.map((each) => `data: ${JSON.stringify(each)}\n\n`);

/** True while no note is answered. */
let hangs = false;

/** Answers the model's requests in order; of the notes, those up to `hanging` are never answered. */
const serverOf = (turns: readonly Answer[], hanging = 0): Promise<LoopbackServer> => {
  let [models, notes] = [0, 0];
  return loopbackServer(({ url }): Answer => {
    if (!url.includes('/note/')) return turns[models++] ?? { status: 500 };
    return hangs || notes++ < hanging ? { before: [{ stall: true }] } : { body: ['noted'] };
  });
};

// A process takes seconds to begin on a busy machine.
jest.setTimeout(60_000);

const children: ChildProcess[] = [];

const workerProcess = async (queues: Queues, name: string, url: string): Promise<ChildProcess> => {
  const file = 'specs/support/lossy-worker.ts';
  const child = spawn(process.execPath, ['--import', 'tsx', file, String(queues.server.port), name, url]);
  children.push(child);
  await new Promise<void>((resolve, reject) => {
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error(errors)));
  });
  return child;
};

const kind = (event: RunEvent<RemoteAgent>): string =>
  'tool' in event ? `tool ${event.tool.status}` : 'delim' in event ? event.delim : Object.keys(event).join(' ');

describe('a worker that is killed', () => {
  let queues: Queues;
  let server: LoopbackServer;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await queues.clear();
    await server.close();
  });
  afterAll(() => queues.stop());

  /** Submits, kills the first worker once it is time, and lets another one go on. */
  const survive = async (name: string, isTime: (events: readonly RunEvent<RemoteAgent>[]) => boolean) => {
    const agent = lossyAgent(server.url);
    const queue = queues.queue(name);
    const child = await workerProcess(queues, name, server.url);
    const events: RunEvent<RemoteAgent>[] = [];
    let isOver = false;
    const run$ = submit(queue, { id: 'run', agent, messages: asked });
    run$.subscribe({ next: (event) => events.push(event), error: rethrow, complete: () => (isOver = true) });
    await until(() => isTime(events), 'the moment to kill', 20_000);
    child.kill('SIGKILL');
    await queues.worker(queue, new Swarm(http({ baseURL: server.url, apiKey: 'none' })), [agent]);
    await until(() => isOver, 'the end', 20_000);
    return events;
  };
  const notes = () => server.requests.filter(({ url }) => url.includes('/note/'));
  const completions = () => server.requests.filter(({ url }) => !url.includes('/note/'));

  it('in the middle of an answer: no stored turn is asked for again, and retry declares the broken one void', async () => {
    server = await serverOf([
      { body: body(calls(call('note', { text: 'a' }))) },
      { body: [...body(says('Half', ' of').slice(0, -1)), { stall: true }] },
      { body: body(says('All', ' of', ' it')) },
    ]);
    const events = await survive('answer', (seen) =>
      seen.some((event) => 'content' in event && event.content === ' of'),
    );
    expect(completions()).toHaveLength(3);
    expect(notes()).toHaveLength(1);
    const retries = events.filter((event) => 'retry' in event);
    const message = 'The worker was lost in the middle of the turn.';
    expect(retries).toEqual([{ retry: { attempt: 1, type: 'incomplete', message } }]);
    const shown = await last(from(events).pipe(messages<RemoteAgent>()));
    expect(shown.map(({ content }) => content ?? 'calls')).toEqual(['calls', 'noted', 'All of it']);
  });

  it('while a question waits, and again while its answer is used: both are kept, and the key is the same', async () => {
    server = await serverOf([{ body: body(calls(call('book', {}, 'b'))) }, { body: body(says('Booked')) }], 0);
    const agent = lossyAgent(server.url);
    const queue = queues.queue('asks');
    const first = await workerProcess(queues, 'asks', server.url);
    const pending = await last(submit(queue, { id: 'first', agent, messages: asked }).pipe(response()));
    first.kill('SIGKILL');
    expect(pending.messages.at(-1)).toMatchObject({
      waiting: { reason: 'question', question: { text: 'Which seat?' } },
    });

    hangs = true;
    const second = await workerProcess(queues, 'asks', server.url);
    const answered = {
      id: 'second',
      runId: 'first',
      agent: pending.agent,
      decisions: { b: { answer: 'aisle' } },
    } as const;
    const ended = last(submit(queue, { ...answered, messages: [...asked, ...pending.messages] }).pipe(response()));
    await until(() => notes().length === 2, 'the call with the answer', 20_000);
    second.kill('SIGKILL');
    hangs = false;
    await queues.worker(queue, new Swarm(http({ baseURL: server.url, apiKey: 'none' })), [agent]);
    const { messages: added } = await ended;
    expect(added.map(({ content }) => content)).toEqual(['noted: aisle', 'Booked']);
    expect(notes().map(({ text }) => text)).toEqual(['first/1/b not asked', 'first/1/b aisle', 'first/1/b aisle']);
    expect(completions()).toHaveLength(2);
  });

  it('in the middle of a call: the call is made again with the same key, and the model is not asked again', async () => {
    server = await serverOf([{ body: body(calls(call('note', { text: 'a' }))) }, { body: body(says('Done')) }], 1);
    const events = await survive('call', (seen) => notes().length === 1 && seen.some((event) => 'tool' in event));
    expect(completions()).toHaveLength(2);
    expect(notes().map(({ text }) => text)).toEqual(['run/1/id_note', 'run/1/id_note']);
    const seen = events.map(kind);
    expect(seen.slice(0, seen.indexOf('retry'))).toEqual([
      ...['start', 'role content sender', 'tool_calls', '', 'end', 'tool start'],
    ]);
    expect(seen.slice(seen.indexOf('retry'), seen.indexOf('tool end') + 1)).toEqual([
      ...['retry', 'start', 'role tool_calls sender', 'end', 'tool start', 'tool end'],
    ]);
    const shown = await last(from(events.slice(0, -1)).pipe(messages<RemoteAgent>()));
    expect(shown.map(({ content }) => content ?? 'calls')).toEqual(['calls', 'noted', 'Done']);
  });
});
