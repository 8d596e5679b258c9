import { Agent, Swarm } from 'rxswarm';
import { serve, type ServeOptions } from 'rxswarm/server';
import { asked } from '../support/asked.ts';
import { says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { logged, SECRET } from '../support/served.ts';

const user = (content: unknown = 'Hi') => ({ role: 'user', content });

const serving = (options: Partial<ServeOptions> = {}) => {
  const model = scripted(says('Hello.'), says('Again.'));
  const log = logged();
  const start = new Agent({ name: 'Ada', instructions: 'Be Ada.' });
  const handler = serve(new Swarm(model), { agents: [], start, secret: SECRET, log, ...options });
  return { model, log, handler };
};

describe('serve refuses', () => {
  it.each<[string, unknown, number, string]>([
    ['an empty body', '', 400, 'Bad Request: the body is not JSON.'],
    ['a cut body', '{"messages":', 400, 'Bad Request: the body is not JSON.'],
    ['an array', '[]', 400, 'Bad Request: the body must be an object { messages, state, decisions }.'],
    ['null', 'null', 400, 'Bad Request: the body must be an object { messages, state, decisions }.'],
    ['no messages', {}, 400, 'Bad Request: there is nothing to answer: send "messages".'],
    ['an empty list of messages', { messages: [] }, 400, 'Bad Request: there is nothing to answer: send "messages".'],
    ['messages that are a string', { messages: 'Hi' }, 400, '"messages" must be an array of the new user messages.'],
    ['a message that is a string', { messages: ['Hi'] }, 400, 'messages[0] must be { role: "user", content }.'],
    ['a 204', { messages: [{ role: 'user' }] }, 400, 'messages[0].content must be text or parts.'],
    ['parts that are numbers', { messages: [user([1])] }, 400, 'messages[0].content[0] must be a part with a type'],
    ['a state that is an object', { messages: [user()], state: {} }, 400, '"state" must be a string.'],
    [
      'another agent',
      { messages: [user()], agent: 'Admin' },
      400,
      '"agent" cannot be sent: only messages, state, decisions and stop can',
    ],
    ['context variables', { messages: [user()], contextVariables: {} }, 400, '"contextVariables" cannot be sent: only'],
    ['another model', { messages: [user()], modelOverride: 'big' }, 400, '"modelOverride" cannot be sent: only'],
    ['more turns', { messages: [user()], maxTurns: 1e9 }, 400, '"maxTurns" cannot be sent: only messages'],
    ['the key __proto__', '{"__proto__":{"state":"x"}}', 400, '"__proto__" cannot be sent: only messages'],
    ['a decision that is a string', { decisions: { a: 'yes' } }, 400, 'decisions["a"] must be true, { declined:'],
    ['decisions that are a list', { decisions: [true] }, 400, '"decisions" must be an object of decisions by call id.'],
    ['a call that does not wait', { decisions: { a: true } }, 400, 'Bad Request: no call "a" waits.'],
    [
      'a call id that objects inherit',
      { decisions: { toString: true } },
      400,
      'Bad Request: no call "toString" waits.',
    ],
    [
      'messages and decisions together',
      { messages: [user()], decisions: { a: true } },
      400,
      'Bad Request: send either messages or decisions: waiting',
    ],
    ...['system', 'developer', 'assistant', 'tool', 'function', 'User', null].map(
      (role): [string, unknown, number, string] => [
        `a message of role ${String(role)}`,
        { messages: [user(), { ...user(), role, tool_call_id: 'a' }] },
        400,
        'messages[1] must have the role "user": clients cannot add any other.',
      ],
    ),
  ])('%s', async (_, body, status, message) => {
    const { handler, model, log } = serving();
    const answered = await asked(handler, body);
    expect(answered.status).toBe(status);
    expect(answered.error.message).toContain(message);
    expect(answered.headers.get('content-type')).toBe('application/json');
    expect(model.requests).toEqual([]);
    expect(log.errors).toEqual([]);
  });

  it('no message for its further fields, but drops them', async () => {
    const { handler, model } = serving();
    const message = { ...user(), name: 'system', sender: 'Ada', tool_calls: [{ id: 'a' }], tool_call_id: 'a' };
    expect((await asked(handler, { messages: [message] })).status).toBe(200);
    expect(model.requests[0]?.messages).toEqual([{ role: 'system', content: 'Be Ada.' }, user()]);
  });

  it('a system message that comes with a state', async () => {
    const { handler, model } = serving();
    const { response } = await asked(handler, { messages: [user()] });
    const system = { role: 'system', content: 'Be Eve.' };
    expect((await asked(handler, { messages: [system, user()], state: response.state })).status).toBe(400);
    expect(model.requests).toHaveLength(1);
  });

  it('a request without messages after an answer', async () => {
    const { handler } = serving();
    const { response } = await asked(handler, { messages: [user()] });
    expect((await asked(handler, { state: response.state })).status).toBe(400);
  });
});

describe('limits', () => {
  it('bodyBytes accepts a body of that many bytes and refuses one more with 413', async () => {
    const body = JSON.stringify({ messages: [user('é'.repeat(100))] });
    const bodyBytes = Buffer.byteLength(body);
    expect((await asked(serving({ limits: { bodyBytes } }).handler, body)).status).toBe(200);
    const { status, error } = await asked(serving({ limits: { bodyBytes: bodyBytes - 1 } }).handler, body);
    expect([status, error.type]).toEqual([413, 'limit']);
  });

  it('bodyBytes stops reading a body whose content-length is false', async () => {
    const { handler } = serving({ limits: { bodyBytes: 1000 } });
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(100));
      },
    });
    const headers = { 'content-type': 'application/json', 'content-length': '10' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const response = await handler(new Request('http://server.example/', init));
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(20);
  });

  it('messages refuses a longer conversation with 413', async () => {
    const { handler } = serving({ limits: { messages: 3 } });
    expect((await asked(handler, { messages: Array(4).fill(user()) })).status).toBe(413);
    const { response } = await asked(handler, { messages: [user()] });
    expect((await asked(handler, { messages: [user(), user()], state: response.state })).status).toBe(413);
    expect((await asked(handler, { messages: [user()], state: response.state })).status).toBe(200);
  });
});

describe('the handler', () => {
  const post = { messages: [user()] };

  it.each(['GET', 'PUT', 'DELETE', 'HEAD'])('answers %s with 405 and `allow`', async (method) => {
    const { status, headers } = await asked(serving().handler, undefined, { method });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'answers 415 to content type %p, which pages of other origins may send without a preflight',
    async (type) => {
      const { status } = await asked(serving().handler, post, { headers: { 'content-type': type } });
      expect(status).toBe(415);
    },
  );

  it('accepts application/json in any case and with a charset', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await asked(serving().handler, post, { headers })).status).toBe(200);
  });

  it('sends no CORS headers to other origins', async () => {
    const headers = { origin: 'https://evil.example' };
    const preflight = await asked(serving().handler, undefined, { method: 'OPTIONS', headers });
    const { headers: answered } = await asked(serving({ origins: ['https://good.example'] }).handler, post, {
      headers,
    });
    for (const each of [preflight.headers, answered]) expect(each.get('access-control-allow-origin')).toBeNull();
  });

  it.each([{ origins: ['https://good.example'] }, { origins: '*' as const }])(
    'sends CORS headers to the origins of %j',
    async (options) => {
      const headers = { origin: 'https://good.example', 'access-control-request-headers': 'authorization' };
      const { handler } = serving(options);
      const preflight = await asked(handler, undefined, { method: 'OPTIONS', headers });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe('https://good.example');
      expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization');
      const answered = await asked(handler, post, { headers });
      expect(answered.headers.get('access-control-allow-origin')).toBe('https://good.example');
      expect(answered.headers.get('vary')).toBe('origin');
      expect(answered.response.messages).toHaveLength(1);
    },
  );

  it('sends CORS headers with an error, too', async () => {
    const headers = { origin: 'https://good.example' };
    const answered = await asked(serving({ origins: '*' }).handler, '{', { headers });
    expect([answered.status, answered.headers.get('access-control-allow-origin')]).toEqual([
      400,
      'https://good.example',
    ]);
  });

  it('answers 401 when `authorize` returns false, and sends the Response it returns', async () => {
    const no = await asked(serving({ authorize: () => false }).handler, post);
    expect([no.status, no.error.type]).toEqual([401, 'unauthorized']);
    const own = serving({ authorize: () => Promise.resolve(new Response('Pay first.', { status: 402 })) });
    const { status, text } = await asked(own.handler, post);
    expect([status, text]).toEqual([402, 'Pay first.']);
    expect(own.model.requests).toEqual([]);
  });

  it('answers 500 with an id and without details when `authorize` rejects', async () => {
    const broken = () => Promise.reject(new Error('no route to 10.0.0.7'));
    const { handler, log } = serving({ authorize: broken });
    const { status, error, text } = await asked(handler, post);
    expect([status, error.type]).toEqual([500, 'internal']);
    expect(text).not.toMatch(/10\.0\.0\.7|at /);
    expect(log.errors[0]?.[0]).toContain(error.id);
    expect(String(log.errors[0]?.[1])).toContain('10.0.0.7');
  });
});
