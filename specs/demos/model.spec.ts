import { Agent } from 'rxswarm';
import { answer } from 'rxswarm/operators';
import { mergeMap, toArray } from 'rxjs';
import type { ReceivedRequest, ServerAnswer } from 'rxswarm/testing';
import { immediate } from '../../demos/embedded/index.ts';
import { modelFor } from '../../demos/model.ts';
import { last } from '../support/collect.ts';
import { says } from '../support/chunks.ts';
import { events } from '../support/opaque-servers.ts';
import { useServers } from '../support/servers.ts';
import { strict as strictAnthropic } from '../models/anthropic/strict-server.ts';
import { strict as strictGemini, streamed } from '../models/gemini/strict-server.ts';
import { answering, message } from '../models/responses/events.ts';
import { strictServer } from '../models/responses/strict-server.ts';

const serve = useServers();

describe('the model of a demo', () => {
  it.each<[string, string, string, (request: ReceivedRequest, index: number) => ServerAnswer]>([
    ['', 'OPENAI', 'gpt-4o', () => events(...says('Hello'))],
    ['openai', 'OPENAI', 'gpt-4o', () => events(...says('Hello'))],
    ['responses', 'OPENAI', 'gpt-5-mini', strictServer(() => answering(message(0, 'Hello')))],
    ['anthropic', 'ANTHROPIC', 'claude-sonnet-4-5', strictAnthropic(() => [{ type: 'text', text: 'Hello' }])],
    ['gemini', 'GEMINI', 'gemini-2.5-flash', (request) => strictGemini(streamed([{ text: 'Hello' }]))(request)],
  ])('of PROVIDER=%s is asked at %s_BASE_URL for %s, with its key', async (provider, prefix, name, script) => {
    const { url, requests } = await serve(script);
    const env = { PROVIDER: provider, [`${prefix}_BASE_URL`]: url, [`${prefix}_API_KEY`]: 'secret' };
    const answer$ = modelFor(immediate, env).pipe(
      mergeMap(({ swarm, introduction }) => {
        expect(introduction).toBe(`Talking to ${name} at ${url}.`);
        return swarm.run({ agent: new Agent(), messages: [{ role: 'user', content: 'Hi' }] }).pipe(answer());
      }),
    );
    expect(await last(answer$.pipe(toArray()))).toEqual(['Hello']);
    expect(JSON.stringify([requests[0]?.url, requests[0]?.body])).toContain(name);
  });

  it('is another one with MODEL', async () => {
    const { url, requests } = await serve(strictAnthropic(() => [{ type: 'text', text: 'Hello' }]));
    const env = {
      PROVIDER: 'anthropic',
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: 'secret',
      MODEL: 'claude-opus-4-5',
    };
    const run$ = modelFor(immediate, env).pipe(
      mergeMap(({ swarm }) => swarm.run({ agent: new Agent(), messages: [{ role: 'user', content: 'Hi' }] })),
    );
    await last(run$.pipe(toArray()));
    expect(requests[0]?.body).toMatchObject({ model: 'claude-opus-4-5' });
  });

  it('cannot be of a provider that is not known', async () => {
    await expect(last(modelFor(immediate, { PROVIDER: 'toString' }).pipe(toArray()))).rejects.toThrow(
      'PROVIDER is "toString": it may be openai, responses, anthropic, gemini.',
    );
  });
});
