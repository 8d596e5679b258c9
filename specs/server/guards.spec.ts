import { Agent, Result, Swarm, SwarmError } from 'rxswarm';
import { serveAgUi } from 'rxswarm/ag-ui/server';
import { serve, serveChatCompletions, type Handler, type ServeOptions } from 'rxswarm/server';
import { asked, type Answered } from '../support/asked.ts';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { logged, SECRET } from '../support/served.ts';

const ada = new Agent({ name: 'Ada' });
const url = 'http://server.example/v1/chat/completions';

/** The three servers, and a request of each with this content. */
const SERVERS: readonly (readonly [string, (options: object) => Handler, (content: unknown) => object])[] = [
  [
    'serve',
    (options) => serve(new Swarm(scripted(says('Hi.'))), { ...base(), ...options }),
    (content) => ({ messages: [{ role: 'user', content }] }),
  ],
  [
    'serveAgUi',
    (options) => serveAgUi(new Swarm(scripted(says('Hi.'))), { ...base(), ...options }),
    (content) => ({ threadId: 't', runId: 'r', messages: [{ id: '1', role: 'user', content }] }),
  ],
  [
    'serveChatCompletions',
    (options) => serveChatCompletions(new Swarm(scripted(says('Hi.'))), [ada], { log: logged(), ...options }),
    (content) => ({ model: 'Ada', messages: [{ role: 'user', content }] }),
  ],
];

const base = () => ({ agents: [], start: ada, secret: SECRET, log: logged() });

const each = <T>(values: readonly T[]) =>
  SERVERS.flatMap(([name, make, body]) => values.map((value) => [name, value, make, body] as const));

/** The query of a database client: its `then` returns nothing. */
const thenable = <T>(value: T) => ({ then: (resolve: (value: T) => void) => void setImmediate(() => resolve(value)) });

describe('authorize', () => {
  it.each(each([undefined, null, '', 0, 1, NaN, true, false, 'ada', [], () => ({})]))(
    'keeps a client out of %s when it returns %p, also as a promise',
    async (_, value, make, body) => {
      for (const authorize of [() => value, () => Promise.resolve(value), () => thenable(value)]) {
        expect((await asked(make({ authorize }), body('Hi'), { url })).status).toBe(401);
      }
    },
  );

  it.each(each([{}, { key: 'ada' }, { key: 'ada', contextVariables: { name: 'Ada' } }]))(
    'lets a client into %s when it returns %p',
    async (_, value, make, body) => {
      for (const authorize of [() => value, () => Promise.resolve(value), () => thenable(value)]) {
        expect((await asked(make({ authorize }), body('Hi'), { url })).status).toBe(200);
      }
    },
  );

  it.each(each([() => Promise.reject(new Error('x')), () => ({ key: 7 })]))(
    'keeps a client out of %s when it fails: %p',
    async (_, authorize, make, body) => {
      expect((await asked(make({ authorize }), body('Hi'), { url })).status).toBeGreaterThanOrEqual(400);
    },
  );
});

describe('consume', () => {
  const deciding = (consume: unknown) => {
    let paid = 0;
    const pay = bind(() => `Paid ${++paid}.`, [], { name: 'pay', approval: true });
    const start = new Agent({ name: 'Payer', functions: [pay] });
    const model = scripted(calls(call('pay', {}, 'a')), says('Done.'));
    const options = { ...base(), start, consume } as ServeOptions;
    const handler = serve(new Swarm(model), options);
    const decide = async (): Promise<Answered> => {
      const { response } = await asked(handler, { messages: [{ role: 'user', content: 'Pay!' }] });
      return asked(handler, { state: response.state, decisions: { a: true } });
    };
    return { decide, paid: () => paid };
  };

  it.each([undefined, null, '', 0, 1, NaN, false, 'ok', 'no', {}, []])(
    'executes nothing and answers 409 when it returns %p',
    async (value) => {
      const { decide, paid } = deciding(() => Promise.resolve(value));
      expect((await decide()).status).toBe(409);
      expect(paid()).toBe(0);
    },
  );

  it.each([true, 'OK'])("executes the call when it returns %p, as Redis's SET … NX does", async (value) => {
    const { decide, paid } = deciding(() => value);
    expect((await decide()).status).toBe(200);
    expect(paid()).toBe(1);
  });
});

describe('options', () => {
  const bad: readonly (readonly [object, string])[] = [
    ...['bodyBytes', 'messages', 'maxTurns', 'callerConcurrency', 'runConcurrency', 'bufferBytes'].flatMap((name) =>
      [NaN, 0, -1, 1.5, '1000', null].map((value) => [{ limits: { [name]: value } }, `limits.${name} is`] as const),
    ),
    ...['runTimeout', 'hookTimeout'].flatMap((name) =>
      [NaN, 0, -1, '1000', null].map((value) => [{ limits: { [name]: value } }, `limits.${name} is`] as const),
    ),
    ...[NaN, 0, -1, 2 ** 31, '1', null].map((heartbeat) => [{ heartbeat }, 'heartbeat is'] as const),
    [{ limits: { runs_at_once: 3 } }, 'limits has no option "runs_at_once"'],
    [{ limits: 3 }, 'limits is 3'],
    [{ authorise: () => ({}) }, 'has no option "authorise"'],
    [{ authorize: {} }, 'authorize is {}: it must be a function'],
    [{ redact: 'all' }, 'redact is "all": it must be a function'],
    [{ parts: [] }, 'parts is []: it must be a function'],
    [{ origins: 'https://a.example' }, 'origins is'],
    [{ log: () => undefined }, 'log is'],
    [{ run: { maxTurns: 3 } }, 'run has no option "maxTurns"'],
    [{ run: { toolConcurrency: 0 } }, 'toolConcurrency is 0'],
  ];

  it.each(SERVERS.flatMap(([name, make]) => bad.map(([options, message]) => [name, options, message, make] as const)))(
    'of %s refuse %j at once: %s',
    (_, options, message, make) => {
      expect(() => make(options)).toThrow(SwarmError);
      expect(() => make(options)).toThrow(message);
    },
  );

  it.each<[object, string]>([
    [{ consume: true }, 'consume is true'],
    [{ expose: 'password' }, 'expose is'],
    [{ stateTimeout: 0 }, 'stateTimeout is 0'],
    [{ stateTimeout: Infinity }, 'stateTimeout is'],
    [{ agents: ada }, 'agents is'],
  ])('of serve refuse %j at once', (options, message) => {
    expect(() => serve(new Swarm(scripted()), { ...base(), ...options })).toThrow(message);
  });

  it.each(SERVERS)('of %s have their defaults when they are undefined', async (_, make, body) => {
    const handler = make({ limits: { bodyBytes: undefined, runConcurrency: undefined }, heartbeat: undefined });
    expect((await asked(handler, body('x'.repeat(2 ** 20)), { url })).status).toBe(413);
  });

  it('take the former names of limits', async () => {
    const handler = serve(new Swarm(scripted(says('Hi.'))), { ...base(), limits: { allRuns: 1 } } as ServeOptions);
    const ask = () => handler(new Request(url, { method: 'POST', headers: JSON_TYPE, body: HI }));
    const first = await ask();
    expect((await ask()).status).toBe(503);
    await first.body?.cancel();
  });
});

const JSON_TYPE = { 'content-type': 'application/json' };
const HI = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] });

describe('content parts', () => {
  const png = 'data:image/png;base64,iVBORw0KGgo=';

  it.each(
    SERVERS.filter(([name]) => name !== 'serveAgUi').flatMap(([name, make, body]) =>
      [
        { type: 'file', file: { file_id: 'file-of-another' } },
        { type: 'input_audio', input_audio: { data: '', format: 'wav' } },
        { type: 'image_url', image_url: { url: 'http://169.254.169.254/latest/meta-data' } },
        { type: 'image_url', image_url: { url: 'https://images.example/bee.png' } },
        { type: 'image_url', image_url: { url: 'file:///etc/passwd' } },
        { type: 'image_url', image_url: { url: 'data:text/html;base64,PGI+' } },
        { type: 'image_url', image_url: { url: `${png}\nhttp://10.0.0.7` } },
        { type: 'image_url', image_url: png },
        { type: 'text', text: 7 },
        { type: '__proto__' },
        { text: 'no type' },
        null,
      ].map((part) => [name, part, make, body] as const),
    ),
  )('of %s are refused: %j', async (_, part, make, body) => {
    expect((await asked(make({}), body([part]), { url })).status).toBe(400);
  });

  it('of AG-UI clients are refused where the model server would fetch an address', async () => {
    const [, make, body] = SERVERS[1] as (typeof SERVERS)[number];
    const part = { type: 'image', source: { type: 'url', value: 'http://10.0.0.7/', mimeType: 'image/png' } };
    expect((await asked(make({}), body([part]))).status).toBe(400);
    const data = { type: 'image', source: { type: 'data', value: 'iVBORw0KGgo=', mimeType: 'image/png' } };
    expect((await asked(make({}), body([data]))).status).toBe(200);
  });

  it('that are text or data: images are rebuilt key by key', async () => {
    const model = scripted(says('Hi.'));
    const content = [
      { type: 'text', text: 'See:', cache_control: {} },
      { type: 'image_url', image_url: { url: png, detail: 'low', file_id: 'x' }, extra: 1 },
    ];
    await asked(serve(new Swarm(model), base()), { messages: [{ role: 'user', content }] });
    expect(model.requests[0]?.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See:' },
          { type: 'image_url', image_url: { url: png, detail: 'low' } },
        ],
      },
    ]);
  });

  it('that `parts` returns are passed on as it returns them', async () => {
    const model = scripted(says('Hi.'));
    const parts: ServeOptions['parts'] = ({ type }) =>
      type === 'file' ? { type, file: { file_id: 'mine' } } : undefined;
    const handler = serve(new Swarm(model), { ...base(), parts });
    const file = { type: 'file', file: { file_id: 'other' } };
    expect((await asked(handler, { messages: [{ role: 'user', content: [file] }] })).status).toBe(200);
    expect(model.requests[0]?.messages[0]?.content).toEqual([{ type: 'file', file: { file_id: 'mine' } }]);
    const audio = { type: 'input_audio', input_audio: {} };
    expect((await asked(handler, { messages: [{ role: 'user', content: [audio] }] })).status).toBe(400);
  });
});

describe('a state that no request could carry back', () => {
  it('ends the run at once with an error that says so', async () => {
    const grow = bind(() => new Result({ value: 'x'.repeat(20_000) }), [], { name: 'grow' });
    const model = scripted(calls(call('grow')), says('Never.'));
    const start = new Agent({ name: 'Ada', functions: [grow] });
    const handler = serve(new Swarm(model), { ...base(), start, limits: { bodyBytes: 10_000 } });
    const { error, text } = await asked(handler, { messages: [{ role: 'user', content: 'Grow!' }] });
    expect(error).toEqual({
      type: 'limit',
      message: expect.stringContaining('no longer fits into a request') as string,
    });
    expect(text).not.toContain('Never.');
  });
});
