import { Agent, Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import type { ServerAnswer as Answer } from 'rxswarm/testing';
import { bind } from '../support/bind.ts';
import { call, calls } from '../support/chunks.ts';
import { failure } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';
import { DONE, event } from '../support/wire.ts';

const serve = useServers();
const messages = [{ role: 'user', content: 'Hello' }] as const;

/** A turn that calls a function, whole but for its end. */
const [role, calling, end] = calls(call('work')).map(event);
const begun = [role ?? '', calling ?? ''];

describe('a turn that breaks after a call was whole', () => {
  it.each<[string, string, Answer]>([
    ['that ends without a finish_reason', 'incomplete', { body: begun }],
    ['whose connection breaks', 'network', { body: [...begun, { destroy: true }] }],
    ['that ends in an error event', 'api', { body: [...begun, 'event: error\ndata: Overloaded\n\n', DONE] }],
    ['that ends in what is not JSON', 'protocol', { body: [...begun, 'data: {oops}\n\n', end ?? '', DONE] }],
  ])('%s is an error of type %s, and its function never runs', async (_, type, answer) => {
    const server = await serve(answer);
    const work = jest.fn();
    const agent = new Agent({ functions: [bind(work, [], { name: 'work' })] });
    const error = await failure(new Swarm(http({ baseURL: server.url }), { raw: true }).run({ agent, messages }));
    expect(error).toMatchObject({ type, response: { messages: [], agent: { name: 'Agent' } } });
    expect(work).not.toHaveBeenCalled();
    expect(server.seen.requests).toBe(1);
  });

  it('keeps the turns before it, which can be run on', async () => {
    const server = await serve([{ body: [...begun, end ?? '', DONE] }, { body: begun }]);
    const work = jest.fn(() => 'done');
    const agent = new Agent({ functions: [bind(work, [], { name: 'work' })] });
    const error = await failure(new Swarm(http({ baseURL: server.url }), { raw: true }).run({ agent, messages }));
    expect(error.response?.messages).toMatchObject([{ role: 'assistant' }, { role: 'tool', content: 'done' }]);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
