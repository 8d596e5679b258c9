import { take } from 'rxjs';
import type { Activity, Pace } from '../../../demos/embedded/index.ts';
import { post, tools, user } from '../support/ask.ts';
import { serveEmbedded } from '../support/serve-embedded.ts';

interface Chunk {
  readonly choices: readonly {
    readonly delta: {
      readonly role?: string;
      readonly content?: string;
      readonly tool_calls?: readonly { readonly id?: string; readonly function: { readonly arguments: string } }[];
    };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: { readonly total_tokens: number };
}

const request = { model: 'embedded', messages: [user('Hello')], stream: true };
const calling = {
  ...request,
  messages: [user('I want a refund')],
  tools: tools('transferToSales', 'transferToRefunds'),
};

const eventsOf = (body: string): readonly string[] =>
  body
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => event.replace(/^data: /, ''));

const chunksOf = (body: string): readonly Chunk[] =>
  eventsOf(body)
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data) as Chunk);

describe('the embedded model on the wire', () => {
  const model = serveEmbedded();

  it('streams the role, the content token by token, the finish reason, and [DONE]', async () => {
    const response = await post(model(), request);
    const body = await response.text();
    const deltas = chunksOf(body).flatMap(({ choices }) => choices);

    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(deltas[0]?.delta).toEqual({ role: 'assistant' });
    expect(deltas.length).toBeGreaterThan(5);
    expect(deltas.map(({ delta }) => delta.content ?? '').join('')).toBe('Hello! How can I help you?');
    expect(deltas.at(-1)?.finish_reason).toBe('stop');
    expect(eventsOf(body).at(-1)).toBe('[DONE]');
  });

  it('adds a chunk with usage only when stream_options ask for it', async () => {
    const silent = await (await post(model(), request)).text();
    const counted = await (await post(model(), { ...request, stream_options: { include_usage: true } })).text();

    expect(chunksOf(silent).some(({ usage }) => usage)).toBe(false);
    expect(chunksOf(counted).at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) as number },
    });
  });

  it('streams the arguments of a call in fragments', async () => {
    const confirmation = 'Shall I refund item_99 (reason: too small)?';
    const messages = [user('refund'), { role: 'assistant', content: confirmation }, user('yes')];
    const body = { ...request, messages, tools: tools('processRefund', 'applyDiscount') };
    const chunks = chunksOf(await (await post(model(), body)).text()).flatMap(({ choices }) => choices);
    const fragments = chunks.flatMap(({ delta }) => delta.tool_calls ?? []);

    expect(fragments.length).toBeGreaterThan(3);
    expect(fragments.filter(({ id }) => id !== undefined)).toHaveLength(1);
    expect(JSON.parse(fragments.map((fragment) => fragment.function.arguments).join(''))).toEqual({
      itemId: 'item_99',
      reason: 'too small',
    });
    expect(chunks.at(-1)?.finish_reason).toBe('tool_calls');
  });

  it('answers with one JSON object without stream', async () => {
    const completion: unknown = await (await post(model(), { ...calling, stream: false })).json();

    expect(completion).toMatchObject({
      object: 'chat.completion',
      choices: [
        { message: { content: null, tool_calls: [{ function: { name: 'transferToRefunds', arguments: '{}' } }] } },
      ],
    });
  });

  it.each([
    ['none calls nothing', 'none', undefined],
    ['a named function is called', { type: 'function', function: { name: 'transferToSales' } }, 'transferToRefunds'],
    ['required calls something', 'required', 'transferToRefunds'],
  ])('tool_choice: %s', async (_, choice, name) => {
    const answer: unknown = await (await post(model(), { ...calling, stream: false, tool_choice: choice })).json();

    expect(JSON.stringify(answer).includes(String(name))).toBe(name !== undefined);
  });

  it('makes one call when parallel_tool_calls is false', async () => {
    const body = {
      ...{ model: 'embedded', messages: [user('Weather in Rome and Oslo?')], tools: tools('getWeather', 'sendEmail') },
      parallel_tool_calls: false,
    };
    const answer: unknown = await (await post(model(), body)).json();

    expect(answer).toMatchObject({ choices: [{ message: { tool_calls: [{ function: { name: 'getWeather' } }] } }] });
    expect(JSON.stringify(answer)).not.toContain('Oslo');
  });
});

describe('the embedded model and a client that hangs up', () => {
  const slow: Pace = () => 20;
  const model = serveEmbedded(slow);
  const nextActivity = (): Promise<Activity> =>
    new Promise((resolve, reject) => model().activity$.pipe(take(1)).subscribe({ next: resolve, error: reject }));

  it('stops writing and emits how many chunks were sent', async () => {
    const hangUp = new AbortController();
    const ended = nextActivity();
    const response = await post(model(), request, hangUp.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    hangUp.abort();

    const { status, pieces } = await ended;
    expect(status).toBe('stopped');
    expect(pieces).toBeLessThan(6);
  });

  it('emits that an answer was sent in full', async () => {
    const ended = nextActivity();
    await (await post(model(), request)).text();

    expect(await ended).toEqual({ status: 'answered', pieces: 9 });
  });
});
