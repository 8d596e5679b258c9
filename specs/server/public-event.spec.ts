import { Agent, Result, Swarm } from 'rxswarm';
import { http, type ChatModel } from 'rxswarm/models';
import { serve, type ServeOptions } from 'rxswarm/server';
import { concat, of, tap, throwError } from 'rxjs';
import { asked } from '../support/asked.ts';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { logged, SECRET } from '../support/served.ts';

const hi = { messages: [{ role: 'user', content: 'Hi' }] };

const serving = (model: ChatModel, options: Partial<ServeOptions>) => {
  const log = logged();
  const handler = serve(new Swarm(model), { agents: [], start: new Agent(), secret: SECRET, log, ...options });
  return { log, handler };
};

describe('context variables', () => {
  const set = bind(() => new Result({ contextVariables: { shown: 1, hidden: 2 } }), [], { name: 'set' });
  const hide = bind(() => new Result({ contextVariables: { hidden: 3 } }), [], { name: 'hide' });
  const start = new Agent({ functions: [set, hide] });
  const model = () => scripted(calls(call('set')), calls(call('hide')), says('Done.'));
  const contextIn = async (options: Partial<ServeOptions>) => {
    const { events, response } = await asked(serving(model(), { start, ...options }).handler, hi);
    const changes = events.map(({ data }) => (data as { contextVariables?: object }).contextVariables);
    return { changes: changes.filter((each) => each !== undefined), last: response.contextVariables };
  };

  it('are not sent, and neither are their changes', async () => {
    const contextVariables = { password: 'xyzzy' };
    expect(await contextIn({ contextVariables })).toEqual({ changes: [], last: {} });
  });

  it('are sent for the keys in `expose`', async () => {
    const options = { contextVariables: { password: 'xyzzy', shown: 0 }, expose: ['shown'] };
    expect(await contextIn(options)).toEqual({ changes: [{ shown: 1 }], last: { shown: 1 } });
  });
});

describe('a completion', () => {
  const facts = {
    id: 'chatcmpl-1',
    model: 'secret-model',
    created: 1,
    system_fingerprint: 'fp_1',
    service_tier: 'flex',
  };
  const model: ChatModel = () => of(...says('Hi.').map((each) => ({ ...each, ...facts })));

  it('tells the caller of run() its facts, and a client of the server none of them', async () => {
    const seen: unknown[] = [];
    const swarm = new Swarm(model);
    const run: Swarm['run'] = (options) => swarm.run(options).pipe(tap((event) => seen.push(event)));
    const handler = serve({ run }, { agents: [], start: new Agent(), secret: SECRET, log: logged() });
    const { events, text } = await asked(handler, hi);
    expect(seen).toContainEqual({ delim: 'end', completion: facts });
    expect(events).toContainEqual({ data: { delim: 'end' } });
    expect(text).not.toMatch(/secret-model|fp_1|chatcmpl|flex/);
  });
});

describe('failures', () => {
  const breaking: ChatModel = () =>
    concat(
      of(chunk({ role: 'assistant', content: 'We' })),
      throwError(() => new Error('no route to 10.0.0.7')),
    );

  it('are an error event with a general message and the id that the log has', async () => {
    const { handler, log } = serving(breaking, {});
    const { events, error, text } = await asked(handler, hi);
    expect(events.at(-1)).toEqual({
      event: 'error',
      data: { error: { type: 'model', message: 'The model failed or could not be reached.', id: error.id } },
    });
    expect(text).not.toMatch(/10\.0\.0\.7|stack|\.ts/);
    expect(log.errors).toEqual([
      [`rxswarm ${error.id}:`, expect.objectContaining({ message: 'no route to 10.0.0.7' })],
    ]);
  });

  it('do not name the endpoint that cannot be reached', async () => {
    const { handler } = serving(http({ baseURL: 'http://127.0.0.1:9/v1' }), {});
    const { error } = await asked(handler, hi);
    expect(error).toMatchObject({ type: 'network', message: 'The model failed or could not be reached.' });
  });

  it('have the message that `redact` returns', async () => {
    const redact: ServeOptions['redact'] = (text, source) =>
      'error' in source ? `${text} (${source.error.type})` : '';
    const { error } = await asked(serving(breaking, { redact }).handler, hi);
    expect(error.message).toBe('The model failed or could not be reached. (model)');
  });

  it('bring the whole turns, and the client goes on from there', async () => {
    let fails = true;
    const work = bind(() => 'worked', [], { name: 'work' });
    const model: ChatModel = ({ messages }) => {
      if (messages.at(-1)?.role !== 'tool') return of(...calls(call('work')));
      return fails ? throwError(() => new Error('down')) : of(...says('Done.'));
    };
    const { handler } = serving(model, { start: new Agent({ functions: [work] }) });
    const first = await asked(handler, hi);
    expect(first.error.type).toBe('model');
    expect(first.response.messages.map(({ role }) => role)).toEqual(['assistant', 'tool']);
    fails = false;
    const second = await asked(handler, { state: first.response.state });
    expect(second.response.messages).toMatchObject([{ content: 'Done.' }]);
  });

  it('have a general message in a retry event, too', async () => {
    let attempt = 0;
    const model: ChatModel = () => (attempt++ === 0 ? of(chunk({ content: 'We' })) : of(...says('Well.')));
    const start = new Agent();
    const flaky = () => (attempt === 0 ? http({ baseURL: 'http://127.0.0.1:9/v1' }) : model);
    const { handler } = serving((request) => flaky()({ ...request, attempt: attempt++ }), {
      start,
      run: { turnRetries: 1 },
    });
    const { text, response } = await asked(handler, hi);
    expect(text).toContain(
      '"retry":{"attempt":1,"type":"network","message":"The model failed or could not be reached."}',
    );
    expect(response.messages).toMatchObject([{ content: 'Well.' }]);
  });
});

describe('results of functions', () => {
  const look = bind(() => of('card 4111', { card: '4111', sum: 3 }, 'found 4111'), [], { name: 'look' });
  const redact: ServeOptions['redact'] = (text, source) => ('tool' in source ? text.replaceAll('4111', '****') : text);

  it('pass `redact` in every event and reach the model as they are', async () => {
    const model = scripted(calls(call('look')), says('Done.'));
    const { text, events } = await asked(
      serving(model, { start: new Agent({ functions: [look] }), redact }).handler,
      hi,
    );
    expect(text).not.toContain('4111');
    const progress = events.map(({ data }) => (data as { tool?: { value?: unknown } }).tool?.value);
    expect(progress.filter((value) => value !== undefined)).toEqual([
      'card ****',
      { card: '****', sum: 3 },
      'found ****',
    ]);
    expect(model.requests[1]?.messages.at(-1)?.content).toBe('found 4111');
  });
});
