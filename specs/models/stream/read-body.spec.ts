import { VirtualTimeScheduler } from 'rxjs';
import { readAnswer } from '../../../lib/models/chat-completions/read-answer.ts';
import { readBody } from '../../../lib/models/stream/read-body.ts';
import { bodyOf, toBytes } from '../../support/bytes.ts';
import { failure, outcome } from '../../support/outcome.ts';
import { nextTurn, rest } from '../../support/process.ts';
import { answering, content, DONE, event, finish } from '../../support/wire.ts';

/** A body that the spec writes, and that tells whether it was cancelled. */
const openBody = () => {
  let isCancelled = false;
  let write: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      write = controller;
    },
    cancel() {
      isCancelled = true;
    },
  });
  return {
    body,
    write: (text: string) => write?.enqueue(toBytes(text)),
    end: () => write?.close(),
    fail: (error: unknown) => write?.error(error),
    isCancelled: () => isCancelled,
  };
};

/** Long enough for all promises that are under way, and for what waits for a turn of the event loop after them. */
const settled = () => rest(2).then(nextTurn);

const noop = (): void => undefined;

describe('a body', () => {
  it('is read to its end', async () => {
    const pieces = answering('a', 'b').map(toBytes);
    expect(await outcome(readBody(bodyOf(pieces), readAnswer()))).toEqual({
      values: [content('a'), content('b'), finish()],
      error: undefined,
    });
  });

  it('that broke after its finish_reason is whole', async () => {
    const { body, write, fail } = openBody();
    const read = outcome(readBody(body, readAnswer()));
    write(event(content('a')) + event(finish()));
    await settled();
    fail(new Error('reset'));
    expect(await read).toEqual({ values: [content('a'), finish()], error: undefined });
  });

  it('that broke before is a network error, with its cause', async () => {
    const { body, write, fail } = openBody();
    const read = outcome(readBody(body, readAnswer()));
    write(event(content('a')));
    await settled();
    const cause = new TypeError('terminated', { cause: new Error('other side closed') });
    fail(cause);
    const { values, error } = await read;
    expect(values).toEqual([content('a')]);
    expect(error).toMatchObject({ type: 'network', cause });
    expect(error?.message).toBe('The connection broke before the answer was whole: other side closed');
  });

  it('that someone else reads is an error of the caller', async () => {
    const { body } = openBody();
    body.getReader();
    expect((await failure(readBody(body, readAnswer()))).type).toBe('usage');
  });

  it('is cancelled by unsubscribing, from within next too', async () => {
    const { body, write, isCancelled } = openBody();
    const seen: unknown[] = [];
    const subscription = readBody(body, readAnswer()).subscribe({
      next: (chunk) => {
        seen.push(chunk);
        subscription.unsubscribe();
      },
      error: noop,
    });
    write(event(content('a')) + event(content('b')) + DONE);
    await settled();
    expect(seen).toEqual([content('a')]);
    expect(isCancelled()).toBe(true);
  });

  it('is cancelled by an error in it', async () => {
    const { body, write, isCancelled } = openBody();
    const failed = failure(readBody(body, readAnswer()));
    write('data: oops\n\n');
    expect((await failed).type).toBe('protocol');
    expect(isCancelled()).toBe(true);
  });
});

describe('after [DONE]', () => {
  const after = async () => {
    const scheduler = new VirtualTimeScheduler();
    const open = openBody();
    let isComplete = false;
    const subscription = readBody(open.body, readAnswer(), { scheduler }).subscribe({
      complete: () => (isComplete = true),
      error: noop,
    });
    open.write(DONE);
    await settled();
    /** Lets so many milliseconds pass. */
    let now = 0;
    const pass = async (milliseconds: number) => {
      scheduler.maxFrames = now += milliseconds;
      scheduler.flush();
      await settled();
    };
    return { ...open, scheduler, subscription, pass, isComplete: () => isComplete };
  };

  it('it completes, and the body may take 500 ms to end', async () => {
    const { pass, isComplete, isCancelled } = await after();
    await pass(0);
    expect(isComplete()).toBe(true);
    await pass(499);
    expect(isCancelled()).toBe(false);
    await pass(1);
    expect(isCancelled()).toBe(true);
  });

  it('what follows is discarded, and no timer stays when it ends', async () => {
    const { pass, write, end, scheduler, isCancelled } = await after();
    await pass(0);
    write('data: nonsense\n\n');
    end();
    await settled();
    expect(scheduler.actions.filter(({ closed }) => !closed)).toEqual([]);
    expect(isCancelled()).toBe(false);
  });

  it('unsubscribing cancels at once, and leaves no timer', async () => {
    const { subscription, scheduler, isCancelled, isComplete } = await after();
    subscription.unsubscribe();
    await settled();
    expect(isCancelled()).toBe(true);
    expect(isComplete()).toBe(false);
    expect(scheduler.actions.filter(({ closed }) => !closed)).toEqual([]);
  });
});
