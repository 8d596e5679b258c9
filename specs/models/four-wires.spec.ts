import fc from 'fast-check';
import type { Agent, Message, Response } from 'rxswarm';
import { Swarm } from 'rxswarm';
import { byModel, type ChatModel, http } from 'rxswarm/models';
import { anthropic } from 'rxswarm/models/anthropic';
import { gemini } from 'rxswarm/models/gemini';
import { responses } from 'rxswarm/models/responses';
import { response } from 'rxswarm/operators';
import type { ReceivedRequest, ServerAnswer } from 'rxswarm/testing';
import { triage } from '../../demos/airline/agents.ts';
import { newTrip, type Trip } from '../../demos/airline/trip.ts';
import { outcome } from '../support/outcome.ts';
import { events, messagesOf } from '../support/opaque-servers.ts';
import { useServers } from '../support/servers.ts';
import { calls, call as chatCall, says } from '../support/chunks.ts';
import { strict as strictAnthropic, signatureOf } from './anthropic/strict-server.ts';
import { strict as strictGemini, streamed } from './gemini/strict-server.ts';
import { answering, call as responsesCall, message as responsesText, reasoning } from './responses/events.ts';
import { strictServer } from './responses/strict-server.ts';

const serve = useServers();

const user = (content: string): Message => ({ role: 'user', content });

/** The airline's agents by a function that only one of them has, and the model that each is asked from. */
const MODELS: readonly (readonly [string, string])[] = [
  ['transferToModification', 'local'],
  ['transferToCancellation', 'gpt-5'],
  ['cancelFlight', 'claude-opus-4-5'],
  ['changeFlight', 'gemini-3-flash-preview'],
];

/** Asks each agent's own model. */
const assigned =
  (model: ChatModel): ChatModel =>
  (request) => {
    const names = (request.tools ?? []).map((tool) => tool.function.name);
    const [, name] = MODELS.find(([fn]) => names.includes(fn)) ?? [];
    return model({ ...request, model: name ?? request.model });
  };

/**
 * Plays DeepSeek behind the agent that begins: it hands over each time, wants its reasoning back, and an empty one with the calls
 * of others.
 */
const local = (request: ReceivedRequest): ServerAnswer => {
  const isWhole = messagesOf(request).every(({ tool_calls: made, reasoning_content: reasoned }) =>
    JSON.stringify(made ?? []).includes('local') ? reasoned === 'Let me look.' : made === undefined || reasoned === '',
  );
  if (!isWhole) return { status: 400, body: ['{"error":{"message":"reasoning_content must be passed back"}}'] };
  const [first, ...rest] = calls(chatCall('transferToModification', {}, `local${String(messagesOf(request).length)}`));
  return events({ ...first, choices: [{ index: 0, delta: { reasoning_content: 'Let me look.' } }] }, ...rest);
};

describe('one conversation of the airline through four servers, an agent on each wire', () => {
  const start = async () => {
    let handover = 0;
    const [chat, openai, claude, google] = await Promise.all([
      serve(local),
      serve(
        strictServer(
          () => {
            handover++;
            const to = handover === 1 ? 'transferToCancellation' : 'transferToChange';
            const id = `call_${String(handover)}`;
            return answering(reasoning(0, `rs_${String(handover)}`), responsesCall(1, id, to, '{}'));
          },
          { call_1: 'rs_1', call_2: 'rs_2' },
        ),
      ),
      serve(
        strictAnthropic((body) => {
          const thinking = { type: 'thinking', thinking: 'Yes.', signature: signatureOf('Yes.') };
          const last = JSON.stringify(body.messages.at(-1));
          if (last.includes('is cancelled')) return [{ type: 'text', text: 'It is cancelled.' }];
          if (last.includes('another day'))
            return [thinking, { type: 'tool_use', id: 'toolu_2', name: 'transferToTriage', input: {} }];
          return [
            thinking,
            { type: 'tool_use', id: 'toolu_1', name: 'cancelFlight', input: { compensation: 'refund' } },
          ];
        }),
      ),
      serve(
        strictGemini(
          streamed([{ functionCall: { name: 'findFlights', args: { day: 'Friday' } }, thoughtSignature: 'c2lnMQ==' }]),
          streamed([{ text: 'There are three.' }]),
          streamed([{ text: 'Gladly.' }]),
        ),
      ),
    ]);
    const model = byModel({
      'gpt-*': responses({ baseURL: openai.url }),
      'claude-*': anthropic({ baseURL: claude.url, apiKey: 'secret' }),
      'gemini-*': gemini({ baseURL: google.url, apiKey: 'secret' }),
      '*': http({ baseURL: chat.url }),
    });
    return { swarm: new Swarm(assigned(model)), servers: [chat, openai, claude, google] };
  };

  const ask = async (
    swarm: Swarm,
    agent: Agent<Trip>,
    messages: readonly Message[],
    contextVariables: Trip,
  ): Promise<Response> => {
    const { values, error } = await outcome(swarm.run({ agent, messages, contextVariables }).pipe(response()));
    if (values[0] === undefined) throw error ?? new Error('no response');
    return values[0];
  };

  it('is refused by none of them, and each gets back what it sent', async () => {
    const { swarm, servers } = await start();
    const one = await ask(swarm, triage, [user('Cancel my flight, for a refund')], newTrip);
    expect(one.messages.at(-1)?.content).toBe('It is cancelled.');
    expect(one.agent.name).toBe('Flight cancel');

    const before = [user('Cancel my flight, for a refund'), ...(JSON.parse(JSON.stringify(one.messages)) as Message[])];
    const agent = one.agent as unknown as Agent<Trip>;
    const again = [...before, user('Or rather another day: Friday')];
    const two = await ask(swarm, agent, again, one.contextVariables as unknown as Trip);
    expect(two.messages.at(-1)?.content).toBe('There are three.');
    expect(two.agent.name).toBe('Flight change');

    const whole = [...again, ...two.messages, user('Thanks')];
    const three = await ask(swarm, two.agent, whole, newTrip);
    expect(three.messages.at(-1)?.content).toBe('Gladly.');
    const origins = [...one.messages, ...two.messages].flatMap((each) =>
      each.role === 'assistant' ? [each.origin?.wire] : [],
    );
    expect(new Set(origins)).toEqual(new Set(['chat-completions', 'responses', 'anthropic', 'gemini']));
    expect(servers.map(({ requests }) => requests.length)).toEqual([2, 2, 3, 3]);
  });
});

describe('any history', () => {
  const SIGNED = { wire: 'gemini', model: 'gemini-2.5-pro', host: 'x' };
  const id = fc.constantFrom('a', 'b', 'x'.repeat(70), 'call|1');
  const toCall = (given: string) => ({
    ...{ id: given, type: 'function' as const, extra_content: { google: { thought_signature: 'c2ln' } } },
    function: { name: 'f', arguments: '{}' },
  });
  const thought = { type: 'thinking', thinking: 'Hm', signature: 's', index: 0 };
  const message: fc.Arbitrary<Message> = fc.oneof(
    fc.record({ role: fc.constant('user' as const), content: fc.constantFrom('Hi', '', 'Go') }),
    fc.record({ role: fc.constant('system' as const), content: fc.constant('Help.') }),
    fc.record({ role: fc.constant('tool' as const), tool_call_id: id, content: fc.constantFrom('1', '') }),
    fc.tuple(fc.array(id, { maxLength: 3 }), fc.constantFrom('Hm', '')).map(([ids, content]): Message => ({
      ...{ role: 'assistant', content, origin: SIGNED, thinking_blocks: [thought], reasoning_content: 'Hm' },
      ...(ids.length > 0 && { tool_calls: ids.map(toCall) }),
    })),
  );

  it.each<[string, string, (baseURL: string) => ChatModel, (request: ReceivedRequest, index: number) => ServerAnswer]>([
    [
      'responses()',
      'gpt-5',
      (baseURL) => responses({ baseURL }),
      strictServer(() => answering(responsesText(0, 'ok'))),
    ],
    [
      'anthropic()',
      'claude-opus-4-5',
      (baseURL) => anthropic({ baseURL, apiKey: 'secret' }),
      strictAnthropic(() => [{ type: 'text', text: 'ok' }]),
    ],
    [
      'gemini()',
      'gemini-3-pro',
      (baseURL) => gemini({ baseURL, apiKey: 'secret' }),
      (request) => {
        const { status, body } = strictGemini(streamed([{ text: 'ok' }]))(request);
        return { ...(status !== undefined && { status }), ...(body && { body }) };
      },
    ],
    ['http()', 'm', (baseURL) => http({ baseURL }), () => events(...says('ok'))],
  ])('of another server, torn anywhere, is taken by the server of %s', async (_, model, make, script) => {
    const { url } = await serve(script);
    const ask = make(url);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 8 }), async (history) => {
        const messages = [...history, user('And now?')];
        const { error } = await outcome(ask({ model, messages, stream: true }));
        expect(error).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});
