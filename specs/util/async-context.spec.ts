import { AsyncLocalStorage } from 'node:async_hooks';
import { Subject, throwError } from 'rxjs';
import { captureContext, inSubscriberContext } from '../../lib/util/async-context.ts';

const users = new AsyncLocalStorage<string>();

describe('captureContext()', () => {
  it('returns a function that calls another in the captured context and returns its result', () => {
    const enter = users.run('ada', captureContext);
    expect(users.run('bob', () => enter(() => `${users.getStore()}!`))).toBe('ada!');
  });
});

describe('inSubscriberContext()', () => {
  it('emits values and the completion to each subscriber in the context it subscribed in', () => {
    const wake$ = new Subject<number>();
    const seen: unknown[] = [];
    for (const user of ['ada', 'bob']) {
      users.run(user, () =>
        wake$.pipe(inSubscriberContext()).subscribe({
          next: (value) => seen.push([user, value, users.getStore()]),
          error: (error: unknown) => seen.push([user, error, users.getStore()]),
          complete: () => seen.push([user, 'complete', users.getStore()]),
        }),
      );
    }
    users.run('somebody else', () => {
      wake$.next(1);
      wake$.complete();
    });
    expect(seen).toEqual([
      ['ada', 1, 'ada'],
      ['bob', 1, 'bob'],
      ['ada', 'complete', 'ada'],
      ['bob', 'complete', 'bob'],
    ]);
  });

  it('errors in the context of the subscriber', () => {
    const seen: unknown[] = [];
    users.run('ada', () =>
      throwError(() => new Error('down'))
        .pipe(inSubscriberContext())
        .subscribe({ error: (error: unknown) => seen.push(error, users.getStore()) }),
    );
    expect(seen).toEqual([new Error('down'), 'ada']);
  });

  it('unsubscribes from its source when the subscriber leaves', () => {
    const wake$ = new Subject<number>();
    wake$.pipe(inSubscriberContext()).subscribe().unsubscribe();
    expect(wake$.observed).toBe(false);
  });
});
