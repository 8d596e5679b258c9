import { connect } from 'rxswarm/client';
import { converse, type Conversation } from 'rxswarm/converse';
import { of } from 'rxjs';
import { collect } from '../support/collect.ts';
import { failure } from '../support/outcome.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const headers = { 'content-type': 'text/event-stream' };

const answering = (text: string, options = {}) =>
  connect('/chat', { fetch: () => Promise.resolve(new Response(text, { headers })), ...options });

describe('connect bounds', () => {
  it.each([`data: ${'x'.repeat(2000)}`, 'data: {"content":"x"}\n\n'.repeat(100)])(
    'an answer and a line by maxBytes: an error of type protocol',
    async (text) => {
      const error = await failure(answering(text, { maxBytes: 1000 }).run({ messages }));
      expect(error).toMatchObject({ type: 'protocol', message: 'The server sent more than 1000 bytes.' });
    },
  );
});

describe('converse fails, and does not error, when a server sends', () => {
  it.each([
    'event: error\ndata: null\n\n',
    'event: error\ndata: {"error":null,"response":{}}\n\n',
    'event: error\ndata: {"error":[],"response":{"messages":[null],"agent":{"name":"A"}}}\n\n',
    'event: error\ndata: {"error":{"message":7},"response":{"messages":{}}}\n\n',
    'data: {"response":null}\n\n',
    'data: {"response":{"messages":[null]}}\n\n',
    'data: {"tool":null}\n\n',
  ])('%j', async (text) => {
    const last = (await collect(converse(answering(text), of('Hi')))).at(-1) as Conversation;
    expect(last.status).toBe('failed');
  });
});
