import { Agent, type AgentOptions, type Message } from 'rxswarm';
import type { ChatCompletionRequest } from 'rxswarm/models';
import { requestBody } from '../../lib/models/chat-completions/request-body.ts';
import { append, historyOf } from '../../lib/messages/history.ts';
import { prepareAgent } from '../../lib/agent/prepare.ts';
import { toRequest } from '../../lib/loop/request.ts';
import { bind } from '../support/bind.ts';

const user = { role: 'user', content: 'Hello' } as const;
const f = bind(() => 1, [], { name: 'f', description: 'Does f.', strict: true, parameters: { type: 'object' } });
const request = (options: AgentOptions, instructions = '', model?: string) =>
  toRequest(prepareAgent(new Agent(options)), instructions, historyOf([user]), model);

describe('a request', () => {
  it.each<readonly [string, AgentOptions, object]>([
    ['plain', {}, { model: 'gpt-4o', messages: [user], stream: true, stream_options: { include_usage: true } }],
    ['whole answers', { settings: { stream: false } }, { model: 'gpt-4o', messages: [user], stream: false }],
    [
      'settings',
      { model: 'm', settings: { temperature: 0, stop: null } },
      { model: 'm', temperature: 0, messages: [user], stream: true, stream_options: { include_usage: true } },
    ],
    [
      'stream options of the caller',
      { settings: { stream_options: { include_usage: false } } },
      { model: 'gpt-4o', messages: [user], stream: true, stream_options: { include_usage: false } },
    ],
  ])('%s', (_, options, expected) => {
    expect({ ...request(options) }).toEqual(expected);
  });

  it('begins with the instructions, where there are any', () => {
    expect(request({}, 'Help.').messages).toEqual([{ role: 'system', content: 'Help.' }, user]);
  });

  it('carries the tools as the model sees them', () => {
    const plain = Object.assign(() => 1, {});
    Object.defineProperty(plain, 'name', { value: 'plain' });
    expect(request({ functions: [f, plain] }).tools).toEqual([
      {
        type: 'function',
        function: { name: 'f', description: 'Does f.', parameters: { type: 'object' }, strict: true },
      },
      {
        type: 'function',
        function: {
          name: 'plain',
          parameters: { type: 'object', properties: {}, additionalProperties: false },
          strict: false,
        },
      },
    ]);
  });

  it('is JSON that a server takes: nothing undefined, nothing null', () => {
    const agent: AgentOptions = {
      functions: [f],
      toolChoice: 'required',
      parallelToolCalls: false,
      settings: { seed: null },
    };
    const text = JSON.stringify(request(agent, 'Help.'));
    expect(text).not.toContain('null');
    expect(JSON.parse(text)).toEqual({ ...request(agent, 'Help.') });
    expect(JSON.parse(text)).toMatchObject({ tool_choice: 'required', parallel_tool_calls: false });
  });

  it('keeps the messages it was made of, though the history grows before they are read', () => {
    const history = historyOf([user]);
    const made = toRequest(prepareAgent(new Agent()), '', history, undefined);
    append(history, [user]);
    expect(made.messages).toEqual([user]);
  });

  describe('is written', () => {
    const written = (made: ChatCompletionRequest) => JSON.parse(requestBody(made)) as unknown;
    const grown = () => {
      const history = historyOf([user]);
      const made = toRequest(prepareAgent(new Agent({ functions: [f] })), 'Help.', history, undefined);
      return { history, made };
    };

    it.each<readonly [string, AgentOptions, string, readonly Message[]]>([
      ['plain', {}, '', [user]],
      [
        'with instructions and functions',
        { functions: [f], toolChoice: 'auto' },
        'Help.',
        [user, { role: 'assistant', content: 'Yes' }],
      ],
      ['of instructions alone', {}, 'Help.', []],
      ['with settings', { settings: { stop: ['"', '\n'], seed: undefined, n: null } }, '"', [user]],
    ])('as JSON.stringify would write it: %s', (_, options, instructions, messages) => {
      const made = toRequest(prepareAgent(new Agent(options)), instructions, historyOf(messages), undefined);
      for (const given of [made, { ...made }, { ...made, messages: [...made.messages] }]) {
        expect(written(given)).toEqual(JSON.parse(JSON.stringify(given)));
      }
    });

    it('with the messages it was made of, though later ones have been written before', () => {
      const { history, made } = grown();
      append(history, [{ role: 'assistant', content: 'Yes' }]);
      const later = toRequest(prepareAgent(new Agent()), '', history, undefined);
      expect(written(later)).toMatchObject({ messages: [user, { role: 'assistant', content: 'Yes' }] });
      expect(written(made)).toMatchObject({ messages: [{ role: 'system', content: 'Help.' }, user] });
    });

    it.each([
      ['the same', ['Help.', 'Help.', 'Help.']],
      ['others each turn', ['Help.', 'Help more.', '']],
    ])('with each message written once, though the instructions are %s', (_, instructions) => {
      let writes = 0;
      const part = { type: 'text', text: 'Hi', toJSON: () => (writes++, { type: 'text', text: 'Hi' }) } as const;
      const history = historyOf([{ role: 'user', content: [part] }]);
      const agent = prepareAgent(new Agent());
      for (const each of instructions) requestBody(toRequest(agent, each, history, undefined));
      expect(writes).toBe(1);
    });

    it('with the messages that a chat model around it puts in their place', () => {
      const { made } = grown();
      const redacted = { role: 'user', content: 'REDACTED' } as const;
      const messages = [...made.messages.slice(0, 1), redacted];
      expect(written({ ...made, messages })).toMatchObject({ messages });
    });

    it('in as few words as there are: no messages, no field', () => {
      expect(requestBody({} as ChatCompletionRequest)).toBe('{}');
      expect(requestBody({ model: 'm' } as ChatCompletionRequest)).toBe('{"model":"m"}');
      expect(requestBody({ messages: [] } as unknown as ChatCompletionRequest)).toBe('{"messages":[]}');
    });
  });
});
