import { Agent, type Message, Swarm } from 'rxswarm';
import type { ChatCompletionRequest, ChatModel } from 'rxswarm/models';
import { responses } from 'rxswarm/models/responses';
import { hashOf } from '../../../lib/util/hash-of.ts';
import { requestText } from '../../../lib/models/responses/request-text.ts';
import { toResponses } from '../../../lib/models/responses/to-responses.ts';
import { outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { answering, call, message, reasoning } from './events.ts';

const serve = useServers();

function look(): string {
  return 'bees';
}

/** Calls in four turns, and answers. */
const script = [0, 1, 2, 3]
  .map((turn) => answering(reasoning(0, `rs_${String(turn)}`), call(1, `call_${String(turn)}`, 'look', '{}')))
  .concat(answering(message(0, 'Bees.')));

const user = (content: Message['content']): Message => ({ role: 'user', content: content ?? '' });

/** A run of five turns over a wire that a wrapper stands around. */
const run = async (messages: readonly Message[], change = (request: ChatCompletionRequest) => request) => {
  const { url, requests } = await serve(script);
  const asked: ChatCompletionRequest[] = [];
  const model: ChatModel = (request) => {
    asked.push(change(request));
    return responses({ baseURL: url })(change(request));
  };
  const agent = new Agent({ model: 'gpt-5', functions: [look] });
  const { error } = await outcome(new Swarm(model, { raw: true }).run({ agent, messages }));
  expect(error).toBeUndefined();
  const origin = { wire: 'responses', model: 'gpt-5', host: hashOf(new URL(url).host) };
  return { sent: requests.map(({ body }) => body), asked, origin };
};

describe('the text of a request', () => {
  it.each([
    ['a run', [user('Look.')]],
    [
      'a history that is torn',
      [user('Look.'), user('Now.'), { role: 'tool', tool_call_id: 'x', tool_name: 'f', content: '' }],
    ],
    ['an answer without a word', [user('Look.'), { role: 'assistant', content: '' }, user('Now.')]],
  ] as readonly (readonly [string, readonly Message[]])[])(
    'is in each turn of %s what the whole conversation makes',
    async (_, messages) => {
      const { sent, asked, origin } = await run(messages);
      expect(sent).toHaveLength(5);
      expect(sent).toEqual(asked.map((request) => JSON.parse(JSON.stringify(toResponses(request, origin))) as unknown));
    },
  );

  it('reads a message of the run once, however many turns send it', async () => {
    let reads = 0;
    const counted = {
      type: 'text' as const,
      get text(): string {
        reads++;
        return 'Look.';
      },
    };
    const { sent } = await run([user([counted])]);
    expect(JSON.stringify(sent).match(/Look\./g)).toHaveLength(5);
    expect(reads).toBe(1);
  });

  it('has what a wrapper makes of the messages, in each turn', async () => {
    let turn = 0;
    const { sent } = await run([user('Look.')], (request) => ({
      ...request,
      messages: request.messages.map((each) => (each.role === 'user' ? user(`Look ${String(turn++)}.`) : each)),
    }));
    expect(sent.map((body) => (body as { readonly input: readonly unknown[] }).input[0])).toEqual(
      [1, 3, 5, 7, 9].map((count) => ({ role: 'user', content: `Look ${String(count)}.` })),
    );
  });

  it('has the input of the settings in place of the messages', () => {
    const request = { model: 'gpt-5', messages: [user('Hi')], stream: true, responses: { input: 'Own.' } };
    const text = requestText(request, { wire: 'responses', model: 'gpt-5', host: '' });
    expect(text.match(/"input"/g)).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({ input: 'Own.' });
  });
});
