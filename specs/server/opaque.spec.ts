import { Agent, Swarm } from 'rxswarm';
import { serveAgUi } from 'rxswarm/ag-ui/server';
import { http } from 'rxswarm/models';
import { serve, serveChatCompletions } from 'rxswarm/server';
import { asked } from '../support/asked.ts';
import { type Kind, KINDS, serverOf } from '../support/opaque-servers.ts';
import { logged, SECRET } from '../support/served.ts';
import { useServers } from '../support/servers.ts';

const start = useServers();

function look(): string {
  return 'bees';
}

const agent = new Agent({ name: 'Ada', functions: [look] });
const options = { agents: [agent], start: agent, secret: SECRET };
const swarmOver = async (kind: Kind) => new Swarm(http({ baseURL: (await start(serverOf(kind))).url }));

/** Texts that only the model's server may see. */
const HIDDEN =
  /c2lnbmF0dXJl|"s1"|"s2"|redacted|origin|extra_content|provider_specific|reasoning_details|thinking_blocks/;
const withoutState = (text: string): string => text.replace(/"state":"[^"]*"|"rxswarm":"[^"]*"/g, '');

describe.each(Object.entries(KINDS))('what %s needs back', (_, kind) => {
  it('goes round in the sealed state of serve(), and nowhere else', async () => {
    const handler = serve(await swarmOver(kind), { ...options, log: logged() });
    const first = await asked(handler, { messages: [{ role: 'user', content: 'Look.' }] });
    const { state } = first.response;
    const second = await asked(handler, { state, messages: [{ role: 'user', content: 'Again.' }] });
    expect(second.response.messages.at(-1)?.content).toBe('Bees.');
    expect(withoutState(first.text + second.text)).not.toMatch(HIDDEN);
  });

  it('goes round in the state of serveAgUi(), and nowhere else', async () => {
    const handler = serveAgUi(await swarmOver(kind), { ...options, log: logged() });
    const input = { threadId: 't', runId: 'r', tools: [], context: [], forwardedProps: {} };
    const said = (id: string, content: string) => ({ id, role: 'user', content });
    const first = await asked(handler, { ...input, state: {}, messages: [said('1', 'Look.')] });
    const [, sealed] = [...first.text.matchAll(/"path":"\/rxswarm","value":"([^"]*)"/g)].at(-1) ?? [];
    const messages = [said('1', 'Look.'), said('2', 'Again.')];
    const second = await asked(handler, { ...input, runId: 's', state: { rxswarm: sealed }, messages });
    expect(second.text).toContain('Bees.');
    expect(withoutState(first.text + second.text).replace(/"path":"\/rxswarm","value":"[^"]*"/g, '')).not.toMatch(
      HIDDEN,
    );
  });

  it('is not shown by serveChatCompletions()', async () => {
    const handler = serveChatCompletions(await swarmOver(kind), [agent], { log: logged() });
    const body = { model: 'Ada', messages: [{ role: 'user', content: 'Look.' }] };
    const { text } = await asked(handler, body, { url: 'http://server.example/v1/chat/completions' });
    expect(text).toContain('Bees.');
    expect(text).not.toMatch(HIDDEN);
  });
});

it('reasoning in words is shown by serve(), and leaves the sealed state once its question is answered', async () => {
  const words = 'Let me look. '.repeat(2000);
  const thinking: Kind = { delta: { reasoning: words }, call: {}, refuse: () => undefined };
  const handler = serve(await swarmOver(thinking), { ...options, log: logged() });
  const { events, response } = await asked(handler, { messages: [{ role: 'user', content: 'Look.' }] });
  expect(events).toContainEqual({ data: expect.objectContaining({ reasoning: words }) as unknown });
  expect(response.state?.length).toBeLessThan(5000);
});
