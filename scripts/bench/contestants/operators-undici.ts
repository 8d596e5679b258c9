import { concatMap, filter, lastValueFrom, map, Observable, tap } from 'rxjs';
import { eventsOf } from '../by-hand/events-of.ts';
import { loopByHand, type Chunk } from '../by-hand/loop.ts';
import { bytesByUndici } from '../by-hand/post-by-undici.ts';

const reads = (url: string, body: string): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    bytesByUndici(url, body, (bytes) => subscriber.next(bytes)).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
  });

/** The same four RxJS operators over the layer below `fetch`. */
export const contestant = loopByHand(async (url, body, onChunk) => {
  const events = eventsOf();
  await lastValueFrom(
    reads(url, body).pipe(
      concatMap((bytes) => events(bytes)),
      filter((data) => data !== '[DONE]'),
      map((data) => JSON.parse(data) as Chunk),
      tap(onChunk),
    ),
    { defaultValue: undefined },
  );
});
