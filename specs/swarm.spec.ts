import { Agent, Swarm, SwarmError } from 'rxswarm';
import { http, timeout } from 'rxswarm/models';
import { defer, EMPTY, of, throwError } from 'rxjs';
import OpenAI from 'openai';
import { useEnvironment } from './support/environment.ts';
import { failure } from './support/outcome.ts';
import { useServers } from './support/servers.ts';
import { eventually, failureOf } from './support/synchronous.ts';
import { answering } from './support/wire.ts';

useEnvironment({ OPENAI_API_KEY: 'none', OPENAI_BASE_URL: '' });

const serve = useServers();
const agent = new Agent();
const messages = [{ role: 'user', content: 'Hello' }] as const;

/** A server that is busy once, then answers. */
const busyOnce = () => serve([{ status: 503, headers: { 'retry-after-ms': '1' } }, { body: answering('Hi') }]);

describe('the chat model of a Swarm', () => {
  it('is by default the server of the environment, asked again when it was busy', async () => {
    const server = await busyOnce();
    process.env['OPENAI_BASE_URL'] = server.url;
    const { messages: said } = await eventually(new Swarm().run({ agent, messages }));
    expect(said).toMatchObject([{ content: 'Hi' }]);
    expect(server.seen.requests).toBe(2);
  });

  it('is a client, asked again when the server was busy', async () => {
    const server = await busyOnce();
    const swarm = new Swarm(new OpenAI({ baseURL: server.url }));
    expect((await eventually(swarm.run({ agent, messages }))).messages).toMatchObject([{ content: 'Hi' }]);
    expect(server.seen.requests).toBe(2);
  });

  it('is a bare wire, asked again when the server was busy', async () => {
    const server = await busyOnce();
    const swarm = new Swarm(http({ baseURL: server.url }));
    expect((await eventually(swarm.run({ agent, messages }))).messages).toMatchObject([{ content: 'Hi' }]);
    expect(server.seen.requests).toBe(2);
  });

  it.each([
    ['a bare wire with { raw: true }', (url: string) => new Swarm(http({ baseURL: url }), { raw: true })],
    ['a client with { raw: true }', (url: string) => new Swarm(new OpenAI({ baseURL: url }), { raw: true })],
    ['a wrapped wire', (url: string) => new Swarm(timeout()(http({ baseURL: url })))],
    [
      'a bare wire with { raw: true } that is wrapped later',
      (url: string) => new Swarm(http({ baseURL: url }), { raw: true }).wrap((run) => run),
    ],
  ])('is %s as it is', async (_, make) => {
    const server = await busyOnce();
    const error = await failure(make(server.url).run({ agent, messages }));
    expect(error).toMatchObject({ type: 'http', status: 503, attempts: undefined });
    expect(server.seen.requests).toBe(1);
  });

  it('is a chat model of the caller as it is', () => {
    const own = throwError(() => new SwarmError('network', 'mine'));
    expect(failureOf(new Swarm(() => own).run({ agent, messages }))).toMatchObject({
      message: 'mine',
      attempts: undefined,
    });
  });

  it('is a wire of another copy of the package within its own retries', async () => {
    const attempts = [
      throwError(() => new SwarmError('network', 'No')),
      of({ choices: [{ delta: { content: 'Hi' } }] }),
    ];
    const wire = Object.assign(() => defer(() => attempts.shift() ?? EMPTY), { [Symbol.for('rxswarm.wire')]: true });
    expect((await eventually(new Swarm(wire).run({ agent, messages }))).messages).toMatchObject([{ content: 'Hi' }]);
  });
});

describe('new Swarm()', () => {
  it.each<[unknown, string]>([
    ['http://localhost:11434/v1', 'write new Swarm(http({ baseURL: "http://localhost:11434/v1" }))'],
    [{ apiKey: 'sk-secret' }, 'write new Swarm(http({ apiKey }))'],
    [{ baseURL: 'http://localhost', apiKey: 'sk-secret' }, 'write new Swarm(http({ baseURL, apiKey }))'],
    [{ client: {} }, 'import `http` from "rxswarm/models"'],
    [{}, 'import `http` from "rxswarm/models"'],
    [null, 'import `http` from "rxswarm/models"'],
    [42, 'import `http` from "rxswarm/models"'],
  ])('given %j throws a usage error that says what to write', (given, remedy) => {
    const wrong = () => new Swarm(given as never);
    expect(wrong).toThrow(remedy);
    expect(wrong).toThrow(SwarmError);
    expect(wrong).not.toThrow('sk-secret');
  });
});
