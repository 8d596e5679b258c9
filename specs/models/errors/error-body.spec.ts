import { toArray, VirtualTimeScheduler } from 'rxjs';
import { errorText, withErrorText } from '../../../lib/models/errors/error-body.ts';
import { bodyOf, toBytes } from '../../support/bytes.ts';
import { rest } from '../../support/process.ts';

const read = (body: ReadableStream<Uint8Array> | null) => {
  const scheduler = new VirtualTimeScheduler();
  const texts: string[] = [];
  errorText(body, scheduler)
    .pipe(toArray())
    .subscribe({ next: (all) => texts.push(...all), error: (error: unknown) => texts.push(`error ${String(error)}`) });
  const timers = () => scheduler.actions.filter(({ closed }) => !closed).length;
  return { scheduler, texts, timers };
};

/** A body that gives these texts and then stays open, and tells when it is cancelled. */
const open = (...texts: readonly string[]) => {
  const cancelled = jest.fn();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const text of texts) controller.enqueue(toBytes(text));
    },
    cancel: cancelled,
  });
  return { body, cancelled };
};

describe("an error's text", () => {
  it('is nothing where there is no body', () => {
    expect(read(null).texts).toEqual(['']);
  });

  it('is all of it, its characters split or not, and leaves no timer', async () => {
    const bytes = toBytes('漢字');
    const { texts, timers } = read(bodyOf([bytes.slice(0, 2), bytes.slice(2)]));
    await rest(1);
    expect(texts).toEqual(['漢字']);
    expect(timers()).toBe(0);
  });

  it('that ends within a character says so', async () => {
    const { texts } = read(bodyOf([toBytes('漢').slice(0, 2)]));
    await rest(1);
    expect(texts).toEqual(['\uFFFD']);
  });

  it('that stalls is what came within a second, and its body is closed', async () => {
    const { body, cancelled } = open('Over', 'loaded');
    const { scheduler, texts } = read(body);
    await rest(1);
    scheduler.maxFrames = 999;
    scheduler.flush();
    expect([texts, cancelled.mock.calls.length]).toEqual([[], 0]);
    scheduler.maxFrames = 1000;
    scheduler.flush();
    expect([texts, cancelled.mock.calls.length]).toEqual([['Overloaded'], 1]);
  });

  it('without end is its first 16 reads, and its body is closed', async () => {
    const { body, cancelled } = open(...Array.from({ length: 20 }, (_, place) => `${String(place)} `));
    const { texts } = read(body);
    await rest(1);
    expect(texts).toEqual([Array.from({ length: 16 }, (_, place) => `${String(place)} `).join('')]);
    expect(cancelled).toHaveBeenCalledTimes(1);
  });

  it('that breaks is what came before', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(toBytes('Over')),
      pull: (controller) => controller.error(new Error('reset')),
    });
    const { texts } = read(body);
    await rest(1);
    expect(texts).toEqual(['Over']);
  });
});

describe('a fetch whose errors have texts that end', () => {
  const answering = (response: Response) => withErrorText(() => Promise.resolve(response))('http://x', {});

  it('leaves what is no error as it is', async () => {
    const response = new Response('a');
    expect(await answering(response)).toBe(response);
  });

  it('answers an error with what came of its text', async () => {
    const headers = { 'retry-after': '2' };
    const response = await answering(new Response('Busy', { status: 503, statusText: 'Sorry', headers }));
    expect([response.status, response.statusText, response.headers.get('retry-after')]).toEqual([503, 'Sorry', '2']);
    expect(await response.text()).toBe('Busy');
  });

  it('answers an error without a body with an empty text', async () => {
    const response = await answering(new Response(null, { status: 500 }));
    expect([response.status, await response.text()]).toEqual([500, '']);
  });
});
