import { concatMap, from, range } from 'rxjs';
import { Agent } from 'rxswarm';
import { type ChatCompletionRequest, type ChatModel, http, timeout } from 'rxswarm/models';
import { run } from '../../lib/loop/run.ts';
import type { DispatchOptions } from '../../lib/models/transport/node-dispatcher.ts';
import { overDispatcher } from '../../lib/models/transport/node-transport.ts';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { haveSameHiddenClass } from '../support/hidden-class.ts';
import { all } from '../support/synchronous.ts';
import { answering, REQUEST } from '../support/wire.ts';

/*
 * An object that is made each turn has to have the hidden class of the one before. On Node 20 a literal that begins with a spread
 * and is then added to has one of its own, from the tenth time on: a microsecond or two each, all who read it slowed down,
 * and, as hidden classes lie in V8's old space, garbage that is kept until the next full collection.
 */
const TURNS = 40;

const work = bind(() => 'done', [], { name: 'work' });
const messages = [{ role: 'user', content: 'Hello' }] as const;

const loop = (settings = {}, wrap = (model: ChatModel): ChatModel => model) => {
  const requests: ChatCompletionRequest[] = [];
  const model: ChatModel = (request) => {
    requests.push(request);
    return from(requests.length < TURNS ? calls(call('work')) : says('Hi'));
  };
  const events = all(run(wrap(model), { agent: new Agent({ functions: [work], settings }), messages }));
  return { requests, events };
};

describe('one hidden class for', () => {
  it.each([{}, { temperature: 0, stop: ['.'] }])('the requests of a run, with the settings %j', (settings) => {
    const { requests } = loop(settings);
    expect(requests).toHaveLength(TURNS);
    expect(haveSameHiddenClass(requests.at(-1), requests.at(-2))).toBe(true);
  });

  it('the requests that timeout() passes on, as in every Swarm by default', () => {
    const { requests } = loop({}, timeout());
    expect(requests).toHaveLength(TURNS);
    expect(haveSameHiddenClass(requests.at(-1), requests.at(-2))).toBe(true);
  });

  it('the deltas that carry the role', () => {
    const deltas = loop().events.filter((event) => 'role' in event);
    expect(deltas).toHaveLength(TURNS);
    // The last turn's is another: it has text for its content.
    expect(haveSameHiddenClass(deltas.at(-2), deltas.at(-3))).toBe(true);
  });

  it('what a fetch is given', async () => {
    const seen: RequestInit[] = [];
    const model = http({
      baseURL: 'http://127.0.0.1:1/v1',
      headers: { 'x-tenant': 'ada' },
      fetch: (_url, init) => {
        seen.push(init);
        return Promise.resolve(new Response(answering('Hi').join('')));
      },
    });
    await range(0, TURNS)
      .pipe(concatMap(() => model(REQUEST)))
      .forEach(() => undefined);
    expect(seen).toHaveLength(TURNS);
    expect(haveSameHiddenClass(seen.at(-1), seen.at(-2))).toBe(true);
    expect(haveSameHiddenClass(seen.at(-1)?.headers, seen.at(-2)?.headers)).toBe(true);
  });

  it('what a dispatcher is given', () => {
    const seen: DispatchOptions[] = [];
    const send = overDispatcher({ dispatch: (options) => seen.push(options) > 0 });
    const post = { method: 'POST', headers: { accept: 'text/event-stream' }, body: '{}' } as const;
    for (let turn = 0; turn < TURNS; turn++)
      send('http://127.0.0.1:1/v1', post, () => from([]))
        .subscribe()
        .unsubscribe();
    expect(seen).toHaveLength(TURNS);
    expect(haveSameHiddenClass(seen.at(-1)?.headers, seen.at(-2)?.headers)).toBe(true);
  });
});
