import { lastValueFrom, type Observable, of, throwError } from 'rxjs';
import { Agent, Swarm, SwarmError } from 'rxswarm';
import { response } from 'rxswarm/operators';
import { scriptedModel } from 'rxswarm/testing';
import { byModel } from '../../lib/models/by-model.ts';
import { listenedTo, listenerOf } from '../../lib/models/transport/exchange-listener.ts';
import { asWire } from '../../lib/models/wire.ts';
import type { ChatModel } from '../../lib/messages/types.ts';
import { keepsContext } from '../../lib/util/async-context.ts';
import { content, finish, REQUEST } from '../support/wire.ts';

const lastOf = <T>(source$: Observable<T>): Promise<T | undefined> =>
  lastValueFrom(source$, { defaultValue: undefined });

const saying =
  (text: string): ChatModel =>
  () =>
    of(content(text));

const failing = (): { readonly model: ChatModel; readonly asked: () => number } => {
  let asked = 0;
  const model = asWire(() => {
    asked++;
    return throwError(() => new SwarmError('http', 'Gone for now.', { status: 503, retryAfter: 0 }));
  });
  return { model, asked: () => asked };
};

describe('byModel', () => {
  it.each([
    ['claude-opus', 'anthropic'],
    ['gemini-3', 'gemini'],
    ['gpt-4o', 'the rest'],
    ['__proto__', 'the rest'],
    ['constructor', 'the rest'],
  ])('asks for %s the first chat model whose pattern fits: %s', async (model, text) => {
    const ask = byModel({ 'claude-*': saying('anthropic'), 'gemini-*': saying('gemini'), '*': saying('the rest') });
    expect(await lastOf(ask({ ...REQUEST, model }))).toEqual(content(text));
  });

  it('prefers what is written first to what fits better', async () => {
    const ask = byModel({ '*': saying('any'), 'gpt-4o': saying('exact') });
    expect(await lastOf(ask(REQUEST))).toEqual(content('any'));
  });

  it.each(['__proto__', 'toString'])('takes %s for a name like any other', async (model) => {
    const ask = byModel({ [model]: saying('it'), '*': saying('any') });
    expect(await lastOf(ask({ ...REQUEST, model }))).toEqual(content('it'));
  });

  it('errors for a name that no pattern fits, and lists the patterns', async () => {
    const ask = byModel({ 'claude-*': saying('a'), 'gemini-*': saying('b') });
    await expect(lastOf(ask(REQUEST))).rejects.toMatchObject({
      type: 'usage',
      message: `byModel() has no chat model for "gpt-4o": its patterns are "claude-*", "gemini-*". Add the name, or '*' as the last pattern.`,
    });
  });

  it.each([
    [{}, "byModel() needs at least one pattern, such as { '*': http() }."],
    [undefined, "byModel() needs at least one pattern, such as { '*': http() }."],
    [{ '*': { apiKey: 'sk-secret' } }, 'byModel(): "*" needs a chat model, such as http(), got object.'],
    [{ '*': null }, 'byModel(): "*" needs a chat model, such as http(), got null.'],
  ])('refuses %j at once', (models, message) => {
    expect(() => byModel(models as never)).toThrow(message);
  });

  it('asks again for a bare wire that fails, as `Swarm` does', async () => {
    const { model, asked } = failing();
    await expect(lastOf(byModel({ '*': model })(REQUEST))).rejects.toMatchObject({ attempts: 3 });
    expect(asked()).toBe(3);
  });

  it('leaves a wire bare where `raw` is true', async () => {
    const { model, asked } = failing();
    await expect(lastOf(byModel({ '*': model }, { raw: true })(REQUEST))).rejects.toMatchObject({ status: 503 });
    expect(asked()).toBe(1);
  });

  it('hands the request on with its listener', async () => {
    let heard: unknown;
    const ask = byModel({
      '*': (request) => {
        heard = listenerOf(request);
        return of(content('a'));
      },
    });
    const listener = { read: () => undefined };
    await lastOf(ask(listenedTo(REQUEST, listener)));
    expect(heard).toBe(listener);
  });

  it.each([
    [true, asWire(saying('a'))],
    [false, saying('a')],
  ])('keeps the context of its subscriber by itself, as its chat models do: %j', (keeps, model) => {
    expect(keepsContext(byModel({ '*': model }))).toBe(keeps);
  });

  it('lets an agent on one model hand over to an agent on another, in one run', async () => {
    const specialist = new Agent({ name: 'Specialist', model: 'big' });
    const triage = new Agent({
      name: 'Triage',
      model: 'small',
      functions: [
        function transfer() {
          return specialist;
        },
      ],
    });
    const small = scriptedModel([{ calls: [{ name: 'transfer' }] }]);
    const swarm = new Swarm(byModel({ small, big: () => of(content('Here I am.'), finish()) }));
    const run$ = swarm.run({ agent: triage, messages: [{ role: 'user', content: 'Help' }] }).pipe(response());
    const end = await lastOf(run$);
    expect(end?.agent.name).toBe('Specialist');
    expect(end?.messages.at(-1)?.content).toBe('Here I am.');
  });
});
