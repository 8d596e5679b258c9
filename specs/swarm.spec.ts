import { Agent, Swarm, SwarmError } from 'rxswarm';
import { http } from 'rxswarm/models';
import { throwError } from 'rxjs';
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

describe('what a Swarm asks', () => {
  it('by default is the server of the environment, again where it was busy', async () => {
    const server = await busyOnce();
    process.env['OPENAI_BASE_URL'] = server.url;
    const { messages: said } = await eventually(new Swarm().run({ agent, messages }));
    expect(said).toMatchObject([{ content: 'Hi' }]);
    expect(server.seen.requests).toBe(2);
  });

  it('is a client, again where the server was busy', async () => {
    const server = await busyOnce();
    const swarm = new Swarm(new OpenAI({ baseURL: server.url }));
    expect((await eventually(swarm.run({ agent, messages }))).messages).toMatchObject([{ content: 'Hi' }]);
    expect(server.seen.requests).toBe(2);
  });

  it('is a chat model that is passed, as it is', async () => {
    const server = await busyOnce();
    const error = await failure(new Swarm(http({ baseURL: server.url })).run({ agent, messages }));
    expect(error).toMatchObject({ type: 'http', status: 503, attempts: undefined });
    expect(server.seen.requests).toBe(1);
    const own = throwError(() => new SwarmError('network', 'mine'));
    expect(failureOf(new Swarm(() => own).run({ agent, messages }))).toMatchObject({ message: 'mine' });
  });
});
