import { EMPTY, NEVER, of, type Observable } from 'rxjs';
import { promisedResponse } from '../../../lib/models/transport/promised-response.ts';
import { collect } from '../../support/collect.ts';
import { ended } from '../../support/ended.ts';

const answer = (): { readonly answer: Response; readonly cancelled: () => number } => {
  let count = 0;
  const body = new ReadableStream({
    cancel: () => {
      count++;
    },
  });
  return { answer: new Response(body), cancelled: () => count };
};

const deferred = <T>() => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};

describe('an answer that is promised', () => {
  it('is read into the subscriber', async () => {
    const { answer: promised } = answer();
    const read = (given: Response): Observable<number> => of(given.status, 1);
    expect(await collect(promisedResponse(() => Promise.resolve(promised), read))).toEqual([200, 1]);
  });

  it('is closed where reading it throws', async () => {
    const { answer: promised, cancelled } = answer();
    const read = (): Observable<never> => {
      throw new Error('Not that.');
    };
    await expect(ended(promisedResponse(() => Promise.resolve(promised), read))).rejects.toThrow('Not that.');
    expect(cancelled()).toBe(1);
  });

  it('is closed unread if it comes after the unsubscription, and its signal is aborted', async () => {
    const { answer: promised, cancelled } = answer();
    let signal: AbortSignal | undefined;
    const { promise, resolve } = deferred<Response>();
    const send = (given: AbortSignal) => {
      signal = given;
      return promise;
    };
    const read = jest.fn(() => EMPTY);
    promisedResponse(send, read).subscribe().unsubscribe();
    expect(signal?.aborted).toBe(true);
    resolve(promised);
    await Promise.resolve();
    expect([cancelled(), read.mock.calls.length]).toEqual([1, 0]);
  });

  it('is not aborted once it is there', async () => {
    let signal: AbortSignal | undefined;
    const send = (given: AbortSignal) => {
      signal = given;
      return Promise.resolve(answer().answer);
    };
    const reading = promisedResponse(send, () => NEVER).subscribe();
    await Promise.resolve();
    reading.unsubscribe();
    expect(signal?.aborted).toBe(false);
  });
});
