import { Agent, type Message, Swarm } from 'rxswarm';
import { byModel, type ChatModel } from 'rxswarm/models';
import { fromAiSdk } from 'rxswarm/models/ai-sdk';
import { anthropic } from 'rxswarm/models/anthropic';
import { response } from 'rxswarm/operators';
import { outputSchema, withSchema } from 'rxswarm/schema';
import { last } from '../../support/collect.ts';
import { outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { signatureOf, strict } from '../anthropic/strict-server.ts';
import { VERSIONS } from './language-model.ts';
import { call, say, strictModel, thought } from './strict-model.ts';

const serve = useServers();

const NOTHING = { type: 'object', properties: {}, additionalProperties: false };
const PLACE = { ...NOTHING, properties: { place: { type: 'string' } }, required: ['place'] };

const look = withSchema((place: string) => `Three at the ${place}.`, {
  name: 'look',
  parameters: PLACE,
  order: ['place'],
});
const toKeeper = withSchema((): Agent => keeper, { name: 'toKeeper', parameters: NOTHING, order: [] });
const toScout = withSchema((): Agent => scout as Agent, { name: 'toScout', parameters: NOTHING, order: [] });

const output = outputSchema({
  type: 'object',
  properties: { bees: { type: 'number' } },
  required: ['bees'],
  additionalProperties: false,
});
const scout = new Agent({ name: 'scout', model: 'queen', instructions: 'Count.', functions: [look, toKeeper], output });
const keeper: Agent = new Agent({ name: 'keeper', model: 'claude-opus-4-5', functions: [look, toScout] });

const user = (content: string): Message => ({ role: 'user', content });

/** The answers of the scout's model: two calls at once, a handoff, an answer, and an answer to a further question. */
const ANSWERS = [
  [
    ...thought('Look twice.'),
    ...say('One moment.'),
    ...call('c-1', 'look', { place: 'hive' }),
    ...call('c-2', 'look', { place: 'tree' }),
  ],
  [...thought('Ask.'), ...call('c-3', 'toKeeper')],
  [...thought('Six.'), ...say('{"bees":6}')],
  [...thought('Nine.'), ...say('{"bees":9}')],
];

/** Plays the keeper's model, which looks once and hands back. */
const claude = strict(({ messages }) => {
  const isSeen = JSON.stringify(messages.at(-1)).includes('meadow');
  const used = isSeen ? { name: 'toScout', input: {} } : { name: 'look', input: { place: 'meadow' } };
  return [
    { type: 'thinking', thinking: 'Hm.', signature: signatureOf('Hm.') },
    { type: 'tool_use', id: `toolu_${isSeen ? '2' : '1'}`, ...used },
  ];
});

/** Runs the two agents, one on each wire, and asks further in a second run. */
const converse = async (model: ChatModel): Promise<readonly unknown[]> => {
  const swarm = new Swarm(model, { raw: true });
  const one = await last(swarm.run({ agent: scout, messages: [user('Bees?')] }).pipe(response()));
  const kept = JSON.parse(JSON.stringify(one.messages)) as readonly Message[];
  const two = await last(
    swarm.run({ agent: scout, messages: [user('Bees?'), ...kept, user('And now?')] }).pipe(response()),
  );
  return [one.output, two.output];
};

describe.each(VERSIONS)('two agents, on Anthropic and on a strict model of version %s', (version) => {
  it('loop over calls, hand over and back, and give typed answers; nothing is refused', async () => {
    const model = strictModel(version, ANSWERS);
    const server = await serve(claude);
    const wires = byModel({
      'claude-*': anthropic({ baseURL: server.url, apiKey: 'key' }),
      '*': fromAiSdk(model),
    });
    expect(await converse(wires)).toEqual([{ bees: 6 }, { bees: 9 }]);
    expect(model.asked.map(({ responseFormat }) => (responseFormat as { type?: string } | undefined)?.type)).toEqual(
      Array.from({ length: 4 }, () => 'json'),
    );
    expect(server.requests).toHaveLength(2);
    expect(JSON.stringify(server.requests.map(({ body }) => body))).not.toContain('sig-');
    expect(JSON.stringify(model.asked)).not.toContain(signatureOf('Hm.'));
  });

  it.each<readonly [string, (text: string) => string, string]>([
    ['what the provider said of a call is lost', (text) => text.replaceAll('"ai_sdk"', '"lost"'), 'lost its signature'],
    [
      'a signature was changed',
      (text) => text.replaceAll('sig-Look', 'sig-Lock'),
      'The signature of a thought is wrong',
    ],
    ['an answer has lost its origin', (text) => text.replaceAll('"origin"', '"lost"'), 'lost its signature'],
  ])('are refused where %s', async (_, change, words) => {
    const changed: ChatModel = (request) =>
      model({ ...request, messages: JSON.parse(change(JSON.stringify(request.messages))) as readonly Message[] });
    const model = fromAiSdk(strictModel(version, ANSWERS));
    const { error } = await outcome(new Swarm(changed, { raw: true }).run({ agent: scout, messages: [user('Bees?')] }));
    expect(error).toMatchObject({ type: 'http', status: 400, message: expect.stringContaining(words) as string });
  });
});
