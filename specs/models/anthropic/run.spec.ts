import { Agent, type Message, type Response, Swarm } from 'rxswarm';
import { anthropic } from 'rxswarm/models/anthropic';
import { output, response } from 'rxswarm/operators';
import { outputSchema, withSchema } from 'rxswarm/schema';
import type { ReceivedRequest } from 'rxswarm/testing';
import { failure, outcome, withoutOrigin } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { type AnswerBlock, streamed } from './events.ts';
import { type Body, bodyOf, signatureOf, strict } from './strict-server.ts';

const serve = useServers();
const user = (content: string): Message => ({ role: 'user', content });
const run = async (swarm: Swarm, agent: Agent, messages: readonly Message[]): Promise<Response> => {
  const { values, error } = await outcome(swarm.run({ agent, messages }).pipe(response()));
  if (values[0] === undefined) throw error ?? new Error('no response');
  return values[0];
};

const thought = (thinking: string): AnswerBlock => ({ type: 'thinking', thinking, signature: signatureOf(thinking) });
const redacted: AnswerBlock = { type: 'redacted_thinking', data: 'c2VjcmV0' };
const text = (words: string): AnswerBlock => ({ type: 'text', text: words });
const call = (id: string, name: string, input: object = {}): AnswerBlock => ({ type: 'tool_use', id, name, input });

const lastOf = ({ messages }: Body): readonly AnswerBlock[] => messages.at(-1)?.content ?? [];
const isAsked = (body: Body): boolean => lastOf(body).every(({ type }) => type !== 'tool_result');

const parameters = { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] } as const;
const look = withSchema(
  function look(place: string) {
    return place === 'Mars' ? Promise.reject(new Error('too far')) : `bees in ${place}`;
  },
  { parameters },
);
const keeper = new Agent({ name: 'Keeper', model: 'claude-opus-4-5', functions: [look] });
function handOver(): Agent {
  return keeper;
}
const triage = new Agent({
  name: 'Triage',
  model: 'claude-sonnet-4-5',
  functions: [look, handOver],
  settings: { reasoning_effort: 'low' },
});

/** Looks at two places at once, hands over, and says what the last result was. */
const script = (body: Body, index: number): readonly AnswerBlock[] => {
  if (isAsked(body)) {
    return [
      thought(`Look twice, ${index}.`),
      redacted,
      text('I look.'),
      call(`toolu_${index}a`, 'look', { place: 'Bath' }),
      call(`toolu_${index}b`, 'look', { place: 'Mars' }),
    ];
  }
  if (body.model === 'claude-opus-4-5') return [text('Bees it is.')];
  return [thought('Hand over.'), call(`toolu_${index}c`, 'handOver')];
};

describe('a run', () => {
  it('calls in parallel, hands over to another model, and goes on in a stored conversation', async () => {
    const server = await serve(strict(script));
    const swarm = new Swarm(anthropic({ baseURL: server.url, apiKey: 'key-of-mine' }));
    const first = await run(swarm, triage, [user('Where are the bees?')]);
    expect(first.messages.at(-1)).toMatchObject({ content: 'Bees it is.', sender: 'Keeper' });
    expect(first.messages.at(-1)).not.toHaveProperty('anthropic_blocks');
    expect(first.messages[0]).toMatchObject({ content: 'I look.', reasoning_content: 'Look twice, 0.' });
    const stored = JSON.parse(JSON.stringify(first.messages)) as readonly Message[];
    const again = await run(swarm, triage, [user('Where are the bees?'), ...stored, user('And now?')]);
    expect(again.messages.at(-1)?.content).toBe('Bees it is.');

    const [, second, third] = server.requests.map(bodyOf);
    expect(second?.messages[1]?.content.map(({ type }) => type)).toEqual([
      ...['thinking', 'redacted_thinking', 'text', 'tool_use', 'tool_use'],
    ]);
    expect(second?.messages[2]?.content).toEqual([
      { type: 'tool_result', tool_use_id: 'toolu_0a', content: 'bees in Bath' },
      { type: 'tool_result', tool_use_id: 'toolu_0b', content: 'Error: too far', is_error: true },
    ]);
    // Thoughts are for the model that had them.
    expect(third?.messages.flatMap(({ content }) => content.map(({ type }) => type))).not.toContain('thinking');
  });

  it('is refused with 400 where thoughts were changed on the way', async () => {
    const server = await serve(strict(script));
    const swarm = new Swarm(anthropic({ baseURL: server.url, apiKey: 'key-of-mine' }));
    const { messages } = await run(swarm, triage, [user('Where?')]);
    const torn = JSON.parse(JSON.stringify(messages).replace('"thinking":"Look', '"thinking":"Hook')) as Message[];
    const error = await failure(swarm.run({ agent: triage, messages: [user('Where?'), ...torn, user('Again.')] }));
    expect(error).toMatchObject({ type: 'http', status: 400, code: 'invalid_request_error', requestId: 'req_1' });
    expect(error.message).toContain('Invalid `signature` in `thinking` block');
  });

  it('sends thoughts to the agent that had them, where the model binds them to its instructions', async () => {
    const server = await serve(
      strict((body, index) => {
        if (!isAsked(body)) return [thought(`Said ${index}.`), text('Ok.')];
        const name = body.system?.[0]?.['text'] === 'Greet.' ? 'handOver' : 'look';
        return [thought(`Called ${index}.`), call(`toolu_${index}`, name, { place: 'Bath' })];
      }),
    );
    const model = 'claude-opus-5-5';
    const second = new Agent({ name: 'Second', model, instructions: 'Keep bees.', functions: [look] });
    const handOver = (): Agent => second;
    const first = new Agent({ name: 'First', model, instructions: 'Greet.', functions: [handOver] });
    const swarm = new Swarm(anthropic({ baseURL: server.url, apiKey: 'key-of-mine' }));
    let messages: readonly Message[] = [];
    for (const agent of [first, second, first]) {
      messages = JSON.parse(JSON.stringify([...messages, user('Bees?')])) as readonly Message[];
      messages = [...messages, ...(await run(swarm, agent, messages)).messages];
    }
    const thoughts = server.requests.map((request) =>
      bodyOf(request).messages.flatMap(({ content }) => content.flatMap(({ thinking }) => thinking ?? [])),
    );
    expect(thoughts).toEqual([
      ...[[], []],
      ...[['Said 1.'], ['Said 1.', 'Called 2.']],
      ...[['Called 0.'], ['Said 1.', 'Called 2.', 'Said 3.']],
    ]);
  });

  it('that was paused goes on from the messages of its response, which are sent back as they came', async () => {
    const searched = [
      thought('Search first.'),
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'bees' } },
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
    ];
    const server = await serve([{ body: streamed(searched, 'pause_turn') }, { body: streamed([text('Bees.')]) }]);
    const swarm = new Swarm(anthropic({ baseURL: server.url, apiKey: 'key-of-mine' }));
    const paused = await run(swarm, triage, [user('Search.')]);
    expect(paused.finishReason).toBe('pause_turn');
    const stored = JSON.parse(JSON.stringify(paused.messages)) as readonly Message[];
    const { messages, finishReason } = await run(swarm, triage, [user('Search.'), ...stored]);
    expect([messages.at(-1)?.content, finishReason]).toEqual(['Bees.', 'stop']);
    expect(bodyOf(server.requests[1] as ReceivedRequest).messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Search.' }] },
      { role: 'assistant', content: searched },
    ]);
  });

  it('goes on without thinking where the thoughts of its question are lost', async () => {
    const server = await serve(strict(script));
    const swarm = new Swarm(anthropic({ baseURL: server.url, apiKey: 'key-of-mine' }));
    const { messages } = await run(swarm, triage, [user('Where?')]);
    const lost = messages.slice(0, 3).map(withoutOrigin);
    await run(swarm, triage, [user('Where?'), ...lost]);
    expect(bodyOf(server.requests[3] as ReceivedRequest)).not.toHaveProperty('thinking');
  });
});

describe('a typed answer', () => {
  const schema = { type: 'object', properties: { bees: { type: 'integer', minimum: 1 } }, required: ['bees'] } as const;
  const bees = outputSchema(schema, { name: 'bees' });
  const ask = (url: string, model: string): Promise<readonly unknown[]> => {
    const agent = new Agent({ model, functions: [look], output: bees });
    const swarm = new Swarm(anthropic({ baseURL: url, apiKey: 'key-of-mine' }));
    const run$ = swarm.run({ agent, messages: [user('How many?')] }).pipe(output());
    return outcome(run$).then(({ values, error }) => error ?? values) as Promise<readonly unknown[]>;
  };

  it('is asked for by its format where the model has it', async () => {
    const server = await serve(
      strict((body) => [isAsked(body) ? call('t1', 'look', { place: 'Bath' }) : text('{"bees":3}')]),
    );
    expect(await ask(server.url, 'claude-sonnet-4-5')).toEqual([{ bees: 3 }]);
    const { output_config: config } = bodyOf(server.requests[0] as ReceivedRequest);
    expect(config).toMatchObject({
      format: {
        type: 'json_schema',
        schema: { additionalProperties: false, properties: { bees: { type: 'integer' } } },
      },
    });
  });

  it('is a forced call where the model has no format, after calls of its functions', async () => {
    const server = await serve(
      strict((body) => [isAsked(body) ? call('t1', 'look', { place: 'Bath' }) : call('t2', 'bees', { bees: 4 })]),
    );
    expect(await ask(server.url, 'claude-3-7-sonnet-20250219')).toEqual([{ bees: 4 }]);
    expect(bodyOf(server.requests[0] as ReceivedRequest)).toMatchObject({
      tools: [{ name: 'look' }, { name: 'bees' }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
  });
});
