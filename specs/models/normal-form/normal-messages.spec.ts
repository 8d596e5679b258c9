import OpenAI from 'openai';
import type { Message } from '../../../lib/messages/types.ts';
import { http } from '../../../lib/models/http.ts';
import { openai } from '../../../lib/models/openai.ts';
import { normalMessages } from '../../../lib/models/normal-form/normal-messages.ts';
import { outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { answering, REQUEST } from '../../support/wire.ts';

const user = (content: string, name?: string): Message => ({
  role: 'user',
  content,
  ...(name !== undefined && { name }),
});
const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,' } };
const assistant: Message = { role: 'assistant', content: 'Hi' };
const system: Message = { role: 'system', content: 'Help.' };

describe('normalMessages()', () => {
  it.each<[string, readonly Message[], readonly Message[]]>([
    ['no messages', [], []],
    [
      'user messages in a row',
      [system, user('a'), user('b'), user('c'), assistant],
      [system, user('a\n\nb\n\nc'), assistant],
    ],
    ['a blank one in a row', [user('a'), user(' \n'), user(''), user('b')], [user('a\n\nb')]],
    ['blank ones alone', [user(''), user(' ')], [user('')]],
    [
      'a blank one beside parts',
      [user(''), { role: 'user', content: [picture] }],
      [{ role: 'user', content: [picture] }],
    ],
    ['two rows', [user('a'), user('b'), assistant, user('c'), user('d')], [user('a\n\nb'), assistant, user('c\n\nd')]],
    [
      'parts beside a text',
      [user('a'), { role: 'user', content: [picture] }],
      [{ role: 'user', content: [{ type: 'text', text: 'a' }, picture] }],
    ],
    ['users of other names', [user('a', 'ada'), user('b', 'bob')], [user('a', 'ada'), user('b', 'bob')]],
    ['users of one name', [user('a', 'ada'), user('b', 'ada')], [user('a\n\nb', 'ada')]],
    ['other roles in a row', [system, system, assistant, assistant], [system, system, assistant, assistant]],
  ])('returns for %s messages whose users alternate', (_, messages, expected) => {
    expect(normalMessages(messages)).toEqual(expected);
  });

  it('returns the same list where there is nothing to join', () => {
    const messages = [system, user('a'), assistant, user('b')];
    expect(normalMessages(messages)).toBe(messages);
  });
});

const serve = useServers();

it.each([
  ['http()', (baseURL: string) => http({ baseURL })],
  ['openai()', (baseURL: string) => openai(new OpenAI({ baseURL, apiKey: 'key' }))],
] as const)('%s sends the normal form, and leaves the messages of the request alone', async (_, make) => {
  const server = await serve({ body: answering('Hi') });
  const messages = [user('a'), user('b')];
  await outcome(make(server.url)({ ...REQUEST, messages }));
  expect(server.requests[0]?.body).toMatchObject({ messages: [user('a\n\nb')] });
  expect(messages).toEqual([user('a'), user('b')]);
});
