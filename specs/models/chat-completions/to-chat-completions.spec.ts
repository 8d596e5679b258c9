import type { Message } from 'rxswarm';
import type { Tool } from 'rxswarm/models';
import { shortId } from '../../../lib/models/normal-form/call-ids.ts';
import { toChatCompletions } from '../../../lib/models/chat-completions/to-chat-completions.ts';
import { call } from '../../support/chunks.ts';
import { REQUEST } from '../../support/wire.ts';

const user: Message = { role: 'user', content: 'Hello' };
const asks = (...ids: readonly string[]): Message => ({
  role: 'assistant',
  tool_calls: ids.map((id) => call('f', {}, id)),
});
const answer = (id: string): Message => ({ role: 'tool', tool_call_id: id, content: id });
const text = (words: string) => ({ type: 'text', text: words });
const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
const told = (id: string): Message => ({ role: 'tool', tool_call_id: id, content: 'not executed' });

describe('what a server sent with a call, and with its function', () => {
  const signature = { extra_content: { google: { thought_signature: 's' } } };
  const made = {
    ...signature,
    id: 'a',
    type: 'function',
    function: { name: 'f', arguments: '{}', ...signature },
  } as const;
  const origin = { wire: 'chat-completions', model: 'gpt-4o', host: 'h' };
  const messages: readonly Message[] = [{ role: 'assistant', tool_calls: [made], origin }, answer('a')];
  const callIn = (...to: readonly [typeof origin] | readonly []) =>
    toChatCompletions({ ...REQUEST, messages }, ...to).messages[0];

  it('goes back to its origin', () => {
    expect(callIn(origin)).toEqual({ role: 'assistant', tool_calls: [made] });
  });

  it.each([
    ['another server', [{ ...origin, host: 'i' }]],
    ['another model', [{ ...origin, model: 'm' }]],
    ['a server that is not known', []],
  ] as const)('goes not to %s', (_, to) => {
    const called = { id: expect.any(String) as string, type: 'function', function: { name: 'f', arguments: '{}' } };
    expect(callIn(...to)).toEqual({ role: 'assistant', tool_calls: [called] });
  });
});

describe('the messages that are sent', () => {
  const sent = (...messages: readonly Message[]) => toChatCompletions({ ...REQUEST, messages }).messages;

  it.each<readonly [string, readonly Message[], readonly Message[]]>([
    [
      'open calls followed by another message are answered',
      [asks('a', 'b'), answer('b'), user],
      [asks('a', 'b'), told('a'), answer('b'), user],
    ],
    ['open calls at the end are answered', [user, asks('a')], [user, asks('a'), told('a')]],
    ['a late result goes to its call', [asks('a'), user, answer('a')], [asks('a'), answer('a'), user]],
    ['results without a call are left out', [answer('a'), user, answer('b')], [user]],
    ['the second result of a call is left out', [asks('a'), answer('a'), answer('a')], [asks('a'), answer('a')]],
    [
      'the second call of an id gets another id, and its own result',
      [asks('a', 'a'), { ...answer('a'), content: '1' }, { ...answer('a'), content: '2' }],
      [asks('a', shortId('a 1')), { ...answer('a'), content: '1' }, { ...answer(shortId('a 1')), content: '2' }],
    ],
    [
      'a call of a later message takes the result',
      [asks('a'), user, asks('a'), answer('a')],
      [asks('a'), told('a'), user, asks('a'), answer('a')],
    ],
    [
      'an id of more than 40 characters goes as nine, on the call and its result',
      [asks('x'.repeat(41)), answer('x'.repeat(41))],
      [asks(shortId('x'.repeat(41))), { ...answer(shortId('x'.repeat(41))), content: 'x'.repeat(41) }],
    ],
    [
      'calls in two messages in a row',
      [asks('a'), asks('b'), answer('b')],
      [asks('a'), told('a'), asks('b'), answer('b')],
    ],
    [
      'nulls and our own fields are dropped',
      [{ role: 'assistant', content: null, refusal: null, sender: 'A', tool_calls: [call('f', {}, 'a')] }, answer('a')],
      [{ role: 'assistant', tool_calls: [call('f', {}, 'a')] }, answer('a')],
    ],
    [
      'pictures of results are shown by the user behind the results of their turn',
      [asks('a', 'b'), { ...answer('a'), content: [text('1'), picture] }, { ...answer('b'), content: [picture] }],
      [
        ...[asks('a', 'b'), { ...answer('a'), content: [text('1')] }],
        { ...answer('b'), content: 'See the next message of the user.' },
        { role: 'user', content: [picture, picture] },
      ],
    ],
    [
      'pictures of results join what the user says next',
      [asks('a'), { ...answer('a'), content: [text('1'), picture] }, user, asks('b'), answer('b')],
      [
        ...[asks('a'), { ...answer('a'), content: [text('1')] }],
        ...[{ role: 'user', content: [picture, text('Hello')] } as const, asks('b'), answer('b')],
      ],
    ],
    [
      'a message without content or calls has empty content',
      [{ role: 'assistant', sender: 'A' }],
      [{ role: 'assistant', content: '' }],
    ],
    [
      'an empty list of calls is dropped',
      [{ role: 'assistant', content: 'Hi', tool_calls: [] }],
      [{ role: 'assistant', content: 'Hi' }],
    ],
    [
      'parts and names stay',
      [{ role: 'user', name: 'ada', content: [{ type: 'text', text: 'Hi' }] }],
      [{ role: 'user', name: 'ada', content: [{ type: 'text', text: 'Hi' }] }],
    ],
    [
      'what servers add is dropped',
      [{ role: 'assistant', content: 'Hi', reasoning_content: 'Hm' } as Message],
      [{ role: 'assistant', content: 'Hi' }],
    ],
    [
      'fields of calls that the API does not define are dropped',
      [{ role: 'assistant', tool_calls: [{ ...call('f', {}, 'a'), index: 0 } as never] }, answer('a')],
      [{ role: 'assistant', tool_calls: [call('f', {}, 'a')] }, answer('a')],
    ],
  ])('%s', (_, messages, expected) => {
    expect(sent(...messages)).toEqual(expected);
  });

  it('keeps API fields of an answer only', () => {
    expect(sent(asks('a'), { role: 'tool', tool_call_id: 'a', tool_name: 'f', content: 'x' })[1]).toEqual({
      role: 'tool',
      tool_call_id: 'a',
      content: 'x',
    });
  });

  it.each([
    ['', '{}'],
    ['{"half', '{}'],
    ['[1]', '{}'],
    ['null', '{}'],
    ['{ "x": 1 }', '{ "x": 1 }'],
  ])('arguments %j go as %j', (given, expected) => {
    expect(sent({ role: 'assistant', tool_calls: [call('f', given)] })[0]).toEqual({
      role: 'assistant',
      tool_calls: [call('f', expected)],
    });
  });

  it.each([
    ['look_up-2', 'look_up-2'],
    ['look up!', 'look_up_'],
    ['é', '_'],
    ['', 'unknown'],
    ['f'.repeat(70), 'f'.repeat(64)],
  ])('the name %j goes as %j', (given, expected) => {
    expect(sent({ role: 'assistant', tool_calls: [call(given, {}, 'a')] })[0]).toEqual({
      role: 'assistant',
      tool_calls: [call(expected, {}, 'a')],
    });
  });

  it('has no calls in a message of another role', () => {
    const forged = { role: 'user', content: 'Hi', tool_calls: [call('f', {}, '1')] } as Message;
    expect(sent(forged, answer('1'))).toEqual([{ role: 'user', content: 'Hi' }]);
  });

  it('has no key without a value', () => {
    expect(
      sent({ role: 'user', content: 'Hi', name: undefined } as never).map((message) => Object.keys(message)),
    ).toEqual([['role', 'content']]);
  });
});

describe('the tools that are sent', () => {
  const tools = [{ type: 'function' as const, function: { name: 'g', parameters: {}, strict: false } }];
  const declared = (name: string) => ({
    type: 'function',
    function: { name, parameters: { type: 'object', properties: {}, additionalProperties: false }, strict: false },
  });

  it.each<readonly [string, readonly Message[], readonly Tool[] | undefined, object]>([
    ['are none without tools and calls', [user], undefined, {}],
    ['are those of the request', [asks('a'), answer('a')], tools, { tools }],
    [
      'declare the functions that were called where the agent has none',
      [asks('a', 'b'), answer('a'), answer('b')],
      undefined,
      { tools: [declared('f')], tool_choice: 'none' },
    ],
    [
      'declare a name that a model made up as it is sent',
      [{ role: 'assistant', tool_calls: [call('look up!', {}, 'a')] }, answer('a')],
      [],
      { tools: [declared('look_up_')], tool_choice: 'none' },
    ],
  ])('%s', (_, messages, given, expected) => {
    const { model, stream } = REQUEST;
    const made = toChatCompletions({ model, stream, messages, ...(given && { tools: given }) });
    expect(made).toEqual({ model, stream, messages: expect.anything() as unknown, ...expected });
  });
});
