import { map, Observable, of, type Subscriber } from 'rxjs';

/** The private property of RxJS by which `trace()` finds its way downstream. A new RxJS that drops it has to be noticed here. */
const downstreamOf = (subscriber: Subscriber<unknown>): unknown =>
  (subscriber as unknown as { readonly destination?: unknown }).destination;

describe('a subscriber of RxJS', () => {
  it('knows the next one downstream as `destination`, through an operator', () => {
    let upper: Subscriber<unknown> | undefined;
    let lower: Subscriber<unknown> | undefined;
    const source$ = new Observable<number>((subscriber) => {
      upper = subscriber;
    });
    const outer$ = new Observable<number>((subscriber) => {
      lower = subscriber;
      return source$.pipe(map((value) => value + 1)).subscribe(subscriber);
    });
    outer$.subscribe({ error: () => undefined });
    expect(upper && downstreamOf(upper)).toBe(lower);
  });

  it('ends the chain where a plain observer begins', () => {
    const seen: unknown[] = [];
    new Observable<number>((subscriber) => {
      seen.push(downstreamOf(downstreamOf(subscriber) as Subscriber<unknown>));
      return of(1).subscribe(subscriber);
    }).subscribe({ error: () => undefined });
    expect(seen).toEqual([undefined]);
  });
});
