import OpenAI from 'openai';
import { Agent, type Message, type Response, Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import { responses } from 'rxswarm/models/responses';
import { response } from 'rxswarm/operators';
import { outputSchema } from 'rxswarm/schema';
import { failure, outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { answering, call, message, reasoning } from './events.ts';
import { inputOf, strictServer } from './strict-server.ts';

const serve = useServers();

function look(): string {
  return 'bees';
}
function listen(): string {
  return 'a hum';
}

const agent = new Agent({ model: 'gpt-5', functions: [look, listen] });
const user = (content: string): Message => ({ role: 'user', content });
const run = async (swarm: Swarm, messages: readonly Message[], options: object = {}): Promise<Response> => {
  const { values, error } = await outcome(swarm.run({ agent, messages, ...options }).pipe(response()));
  if (values[0] === undefined) throw error ?? new Error('no response');
  return values[0];
};

/** Thinks, speaks and calls twice, then thinks again and answers. */
const LOOKING = strictServer(
  (input) =>
    input.at(-1)?.type === 'function_call_output'
      ? answering(reasoning(0, 'rs_9'), message(1, 'Bees that hum.', { phase: 'final_answer' }))
      : answering(
          reasoning(0, 'rs_1', 'Let me look.', 'And listen.'),
          message(1, 'One moment.', { phase: 'commentary' }),
          call(2, 'call_1', 'look', '{}'),
          reasoning(3, 'rs_2'),
          call(4, 'call_2', 'listen', '{}'),
        ),
  { call_1: 'rs_1', call_2: 'rs_2' },
);

const WIRES = [
  ['responses() over HTTP', (baseURL: string) => responses({ baseURL })],
  ['responses() over a client', (baseURL: string) => responses(new OpenAI({ baseURL, apiKey: 'key' }))],
] as const;

describe.each(WIRES)('%s', (_, make) => {
  it('gives reasoning back in its places, in the run and in the next one', async () => {
    const { url, requests } = await serve(LOOKING);
    const swarm = new Swarm(make(url));
    const first = await run(swarm, [user('Look.')]);
    expect(first.messages.at(-1)?.content).toBe('Bees that hum.');
    expect(first.messages[0]).toMatchObject({
      content: 'One moment.',
      reasoning_content: 'Let me look.\n\nAnd listen.',
      tool_calls: [{ id: 'call_1' }, { id: 'call_2' }],
      origin: { wire: 'responses', model: 'gpt-5' },
    });
    const stored = JSON.parse(JSON.stringify(first.messages)) as readonly Message[];
    const second = await run(swarm, [user('Look.'), ...stored, user('Again.')]);
    expect(second.messages.at(-1)?.content).toBe('Bees that hum.');
    const [, , third] = requests;
    expect(third && inputOf(third).map(({ type, id, phase }) => [type, id ?? phase])).toEqual([
      ['message', undefined],
      ['reasoning', 'rs_1'],
      ['message', 'commentary'],
      ['function_call', undefined],
      ['reasoning', 'rs_2'],
      ['function_call', undefined],
      ['function_call_output', undefined],
      ['function_call_output', undefined],
      ['reasoning', 'rs_9'],
      ['message', 'final_answer'],
      ['message', undefined],
    ]);
  });

  it('is refused with 400 once what the server needs is lost', async () => {
    const { url } = await serve(LOOKING);
    const swarm = new Swarm(make(url));
    const { messages } = await run(swarm, [user('Look.')]);
    const lost = messages.map((each) => ({ ...each, output_items: undefined }));
    const error = await failure(swarm.run({ agent, messages: [user('Look.'), ...lost, user('Again.')] }));
    expect(error).toMatchObject({ type: 'http', status: 400, requestId: 'req_strict' });
    expect(error.message).toContain("without its required 'reasoning' item: 'rs_1'");
  });

  it('hands over, and answers in the form that is asked for', async () => {
    const { url, requests } = await serve(
      strictServer((input, { text }) =>
        text === undefined
          ? answering(reasoning(0, 'rs_1'), call(1, 'call_1', 'toPilot', '{}'))
          : answering(reasoning(0, 'rs_2'), message(1, '{"gate":7}')),
      ),
    );
    const gate = { type: 'object', properties: { gate: { type: 'number' } }, required: ['gate'] } as const;
    const pilot = new Agent({ name: 'Pilot', model: 'gpt-4o', output: outputSchema(gate, { name: 'gate' }) });
    const toPilot = (): Agent => pilot;
    const triage = new Agent({ model: 'gpt-5', functions: [toPilot] });
    const { agent: last, output } = await run(new Swarm(make(url)), [user('Gate?')], { agent: triage });
    expect([last.name, output]).toEqual(['Pilot', { gate: 7 }]);
    expect(requests.map(({ body }) => body)).toMatchObject([
      { model: 'gpt-5', tools: [{ type: 'function', name: 'toPilot' }] },
      { model: 'gpt-4o', text: { format: { type: 'json_schema', name: 'gate' } } },
    ]);
  });
});

it('leaves out what another model, another server and another wire gave', async () => {
  const own = await serve(LOOKING);
  const other = await serve(strictServer(() => answering(message(0, 'Hi.'))));
  const chat = await serve({ body: ['data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n'] });
  const { messages } = await run(new Swarm(responses({ baseURL: own.url })), [user('Look.')]);
  const conversation = [user('Look.'), ...messages, user('And you?')];
  await run(new Swarm(responses({ baseURL: other.url })), conversation);
  await run(new Swarm(http({ baseURL: chat.url })), conversation);
  expect(other.requests.flatMap(inputOf).map(({ type }) => type)).not.toContain('reasoning');
  expect(JSON.stringify([...other.requests, ...chat.requests])).not.toMatch(/sealed|output_items|rs_/);
});
