import { connect } from 'rxswarm/client';
import { converse, type Conversation, type ConversationInput } from 'rxswarm/converse';
import { Subject } from 'rxjs';
import { messageOf } from '../../lib/agent/errors.ts';
import { until } from '../support/until.ts';

const frame = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

const response = { messages: [{ role: 'assistant', content: 'Fine.' }], agent: { name: 'Ada' }, contextVariables: {} };
const opening = [frame({ delim: 'start' }), frame({ role: 'assistant', content: 'Well' })].join('');
const whole = [opening, frame({ delim: 'end' }), frame({ response: { ...response, state: 'sealed' } })].join('');

/** A response with one part in another shape. */
const broken: readonly unknown[] = [
  { ...response, messages: [null] },
  { ...response, messages: {} },
  { ...response, agent: null },
  { ...response, agent: { name: 7 } },
  { ...response, messages: [{ role: 'assistant', tool_calls: [null] }], state: 7 },
  { ...response, usage: { prompt_tokens: 'x' }, contextVariables: null },
  null,
  'x',
];

const ERRORS: readonly string[] = [
  ...['null', 'x', '[]', '{"error":null}', '{"error":"x"}', '{"error":{"message":{},"id":7}}'].map((data) =>
    frame(data, 'error'),
  ),
  ...broken.map((each) => frame({ error: { message: 'Sorry.' }, response: each }, 'error')),
];

const EVENTS: readonly string[] = [
  ...broken.slice(0, 4).map((each) => frame({ response: each })),
  ...[
    { tool: null },
    { tool: 'x' },
    { tool: { id: 'a', name: 'f', status: 'end' } },
    { tool: { id: 'a', name: 'f', status: 'end', message: null } },
    { tool: { id: 'a', name: 'f', status: 'unknown' } },
    { handoff: null },
    { retry: null },
    { contextVariables: null },
    { state: null },
    { delim: null },
    { tool_calls: [null] },
    { tool_calls: {} },
    { content: {} },
    { sender: {}, content: 'x' },
  ].map((data) => frame(data)),
];

/** A page on a server whose first answer is the one given, and whose second is whole. */
const talking = (first: string) => {
  const answers = [first, whole];
  const headers = { 'content-type': 'text/event-stream' };
  const fetch = () => Promise.resolve(new Response(answers.shift(), { headers }));
  const inputs$ = new Subject<ConversationInput>();
  const shown: Conversation[] = [];
  let failure: string | undefined;
  converse(connect('http://server.example/', { fetch, retries: 0 }), inputs$).subscribe({
    next: (conversation) => shown.push(conversation),
    error: (reason: unknown) => (failure = messageOf(reason)),
  });
  const status = () => failure ?? shown.at(-1)?.status;
  return { inputs$, status, last: () => shown.at(-1) };
};

describe('a conversation', () => {
  it.each([...ERRORS, ...EVENTS])('goes on after the answer %j', async (event) => {
    const { inputs$, status, last } = talking(opening + event);
    inputs$.next('Hi');
    await until(() => status() !== 'answering', 'the end of the answer');
    expect(status()).toBe('failed');
    inputs$.next('Still there?');
    await until(() => status() !== 'answering', 'the end of the second answer');
    expect(status()).toBe('idle');
    expect(last()?.transcript.at(-1)?.message.content).toBe('Fine.');
  });
});
