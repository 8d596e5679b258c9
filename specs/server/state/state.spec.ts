import { Agent, Result, Swarm } from 'rxswarm';
import type { ChatCompletionChunk } from 'rxswarm/models';
import { serve, type ServeOptions } from 'rxswarm/server';
import { CompactEncrypt, EncryptJWT, UnsecuredJWT } from 'jose';
import { TestScheduler } from 'rxjs/testing';
import { asked } from '../../support/asked.ts';
import { bind } from '../../support/bind.ts';
import { call, calls, says } from '../../support/chunks.ts';
import { scripted } from '../../support/scripted-model.ts';
import { logged, SECRET } from '../../support/served.ts';

const user = (content: string) => ({ role: 'user', content });
const ada = new Agent({ name: 'Ada', instructions: 'Be Ada.' });

const serving = (turns: readonly (readonly ChatCompletionChunk[])[], options: Partial<ServeOptions> = {}) => {
  const model = scripted(...turns);
  const log = logged();
  const handler = serve(new Swarm(model), { agents: [], start: ada, secret: SECRET, log, ...options });
  return { model, log, handler, ask: (body: unknown, headers = {}) => asked(handler, body, { headers }) };
};

describe('a state', () => {
  it('cannot be read by its client', async () => {
    const { ask } = serving([says('The word is plover.')], { contextVariables: { password: 'xyzzy' } });
    const { response, text } = await ask({ messages: [user('Say it.')] });
    const decoded = (response.state ?? '').split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(decoded.join(' ')).not.toMatch(/plover|xyzzy|Say it|Ada/);
    expect(text).not.toContain('xyzzy');
  });

  it('differs between equal conversations', async () => {
    const { ask } = serving([says('A'), says('A')]);
    const first = await ask({ messages: [user('Say A.')] });
    const second = await ask({ messages: [user('Say A.')] });
    expect(first.response.state).not.toBe(second.response.state);
  });

  it('carries agent, messages and context variables to the next request', async () => {
    const bob = new Agent<{ visits: number }>({ name: 'Bob', instructions: ({ visits }) => `Visit ${visits}.` });
    const visit = bind(() => new Result({ agent: bob, contextVariables: { visits: 2 } }), [], {
      name: 'visit',
    });
    const start = new Agent({ name: 'Ada', functions: [visit] });
    const { ask, model } = serving([calls(call('visit')), says('Hello.'), says('Bye.')], {
      start,
      agents: [bob],
    });
    const { response } = await ask({ messages: [user('Visit!')] });
    await ask({ messages: [user('Leave!')], state: response.state });
    expect(model.requests.at(-1)?.messages[0]).toEqual({ role: 'system', content: 'Visit 2.' });
    expect(model.requests.at(-1)?.messages.map(({ role }) => role)).toEqual([
      ...['system', 'user', 'assistant', 'tool', 'assistant', 'user'],
    ]);
  });

  describe('is refused', () => {
    const state = async (options: Partial<ServeOptions> = {}, headers = {}) =>
      (await serving([says('Hello.')], options).ask({ messages: [user('Hi')] }, headers)).response.state ?? '';

    const refused = async (wrong: string, options: Partial<ServeOptions> = {}, headers = {}) => {
      const { ask, model, log } = serving([says('Never.')], options);
      const { status, error } = await ask({ messages: [user('Go on.')], state: wrong }, headers);
      expect(model.requests).toEqual([]);
      expect(log.errors).toEqual([]);
      return { status, type: error.type };
    };

    it('with one character changed, at any place', async () => {
      const good = await state();
      const places = Array.from({ length: 12 }, (_, part) => Math.floor(((part + 0.5) * good.length) / 12));
      for (const place of places) {
        const changed = good[place] === 'A' ? 'B' : 'A';
        const wrong = good.slice(0, place) + changed + good.slice(place + 1);
        expect(await refused(wrong)).toEqual({ status: 400, type: 'state' });
      }
    });

    it.each(['', 'nonsense', 'a.b.c.d.e', '....', '{"agent":"Ada"}', 'é'.repeat(50)])(
      'when it is %p',
      async (wrong) => {
        expect(await refused(wrong)).toEqual({ status: 400, type: 'state' });
      },
    );

    const forged = { agent: 'Ada', messages: [], contextVariables: { admin: true }, runId: 'x', waiting: [] };

    it('unsecured or encrypted with another key', async () => {
      const claims = { content: forged };
      const unsecured = new UnsecuredJWT(claims).setJti('1').setSubject('').setExpirationTime('1h').encode();
      expect(await refused(unsecured)).toEqual({ status: 400, type: 'state' });
      const key = new Uint8Array(32);
      const { kid } = JSON.parse(Buffer.from((await state()).split('.')[0] ?? '', 'base64url').toString()) as {
        kid: string;
      };
      const header = { alg: 'dir', enc: 'A256GCM', kid } as const;
      const ours = new EncryptJWT(claims).setProtectedHeader(header).setJti('1').setSubject('').setExpirationTime('1h');
      expect(await refused(await ours.encrypt(key))).toEqual({ status: 400, type: 'state' });
      const derivable = { alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', kid } as const;
      const slow = new CompactEncrypt(new TextEncoder().encode('{}')).setProtectedHeader(derivable);
      expect(await refused(await slow.encrypt(key))).toEqual({ status: 400, type: 'state' });
    });

    it('made with another secret', async () => {
      expect(await refused(await state({ secret: 'another secret, of another server altogether' }))).toEqual({
        ...{ status: 400, type: 'state' },
      });
    });

    it('after `stateTimeout`', async () => {
      const old = await state({ stateTimeout: 1000, scheduler: new TestScheduler(() => undefined) });
      expect(await refused(old)).toEqual({ status: 410, type: 'state' });
    });

    it('made for another key, or without a key', async () => {
      const authorize = ({ headers }: Request) => {
        const key = headers.get('x-user');
        return key === null ? {} : { key };
      };
      const hers = await state({ authorize }, { 'x-user': 'ada' });
      expect(await refused(hers, { authorize }, { 'x-user': 'bob' })).toEqual({ status: 400, type: 'state' });
      expect(await refused(hers, { authorize })).toEqual({ status: 400, type: 'state' });
      const nobodys = await state({ authorize });
      expect(await refused(nobodys, { authorize }, { 'x-user': 'bob' })).toEqual({ status: 400, type: 'state' });
    });

    it('when its agent no longer exists', async () => {
      const gone = await state({ start: new Agent({ name: 'Gone' }) });
      expect(await refused(gone)).toEqual({ status: 410, type: 'state' });
    });
  });

  it('opens with any secret of the list and is sealed with the first', async () => {
    const [older, newer] = ['the older secret, 32 characters or more', 'the newer secret, 32 characters or more'];
    const first = await serving([says('A')], { secret: older }).ask({ messages: [user('Hi')] });
    const both = serving([says('B')], { secret: [newer, older] });
    const second = await both.ask({ messages: [user('Hi')], state: first.response.state });
    expect(second.status).toBe(200);
    const third = serving([says('C')], { secret: newer });
    expect((await third.ask({ messages: [user('Hi')], state: second.response.state })).status).toBe(200);
    expect((await third.ask({ messages: [user('Hi')], state: first.response.state })).status).toBe(400);
  });

  it('leaves out the context variables of `authorize`, which replace those of the state', async () => {
    const start = new Agent<{ name: string; database: () => string }>({
      instructions: ({ name, database }) => `${name} ${database()}`,
    });
    const authorize = ({ headers }: Request) => ({
      contextVariables: { name: headers.get('x-user'), database: () => 'connected' },
    });
    const { ask, model } = serving([says('A'), says('B')], { start: start, authorize });
    const { response } = await ask({ messages: [user('Hi')] }, { 'x-user': 'ada' });
    await ask({ messages: [user('Hi')], state: response.state }, { 'x-user': 'bob' });
    expect(model.requests.map(({ messages }) => messages[0]?.content)).toEqual(['ada connected', 'bob connected']);
  });

  it.each([
    ['a function', () => 'lost'],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a bigint', 1n],
    ['something nested', { deep: [Symbol('lost')] }],
  ])('that cannot hold a context variable is an error that names it: %s', async (_, value) => {
    const set = bind(() => new Result({ contextVariables: { broken: value } }), [], { name: 'set' });
    const start = new Agent({ name: 'Ada', functions: [set] });
    const { ask, log } = serving([calls(call('set')), says('Done.')], { start });
    const { error } = await ask({ messages: [user('Set!')] });
    expect(error.message).toBe('The server failed.');
    expect(String(log.errors[0]?.[1])).toContain('"broken" cannot be carried');
    expect(() => serving([], { contextVariables: { broken: value } })).toThrow('"broken" cannot be carried');
  });

  it('is an error that names an agent that took over without being listed', async () => {
    const stranger = new Agent({ name: 'Stranger' });
    const start = new Agent({ name: 'Ada', functions: [bind(() => stranger, [], { name: 'go' })] });
    const { ask, log } = serving([calls(call('go')), says('Boo.')], { start });
    const { error } = await ask({ messages: [user('Go!')] });
    expect(error.type).toBe('usage');
    expect(String(log.errors[0]?.[1])).toContain('"Stranger" took over but is not among');
  });
});

describe('serve refuses to start', () => {
  it.each([
    ['without a secret', { secret: undefined as unknown as string }, '`secret` must be 32 characters'],
    ['with a short one', { secret: 'short' }, '`secret` must be 32 characters'],
    ['with an empty list', { secret: [] }, '`secret` must be 32 characters'],
    ['with a short one in the list', { secret: [SECRET, 'short'] }, '`secret` must be 32 characters'],
    ['with two agents of one name', { agents: [new Agent({ name: 'Ada' })] }, 'Two of the agents are named "Ada"'],
    ['with an object that is not an agent', { start: JSON.parse('{}') as Agent }, 'pass one made with `new Agent'],
  ])('%s', (_, options, message) => {
    expect(() => serving([], options)).toThrow(message);
  });
});
