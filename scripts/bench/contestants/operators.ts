import { concatMap, defer, filter, from, lastValueFrom, map, repeat, takeWhile, tap } from 'rxjs';
import { eventsOf } from '../by-hand/events-of.ts';
import { HEADERS, loopByHand, type Chunk } from '../by-hand/loop.ts';

type Reader = ReadableStreamDefaultReader<Uint8Array>;

const open = async (url: string, body: string): Promise<Reader> => {
  const response = await fetch(url, { method: 'POST', headers: HEADERS, body });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  return response.body.getReader();
};

const reads = (reader: Reader) =>
  defer(() => reader.read()).pipe(
    repeat(),
    takeWhile(({ done }) => !done),
  );

/** Four RxJS operators over `fetch`, which is the least that streams cost. */
export const contestant = loopByHand(async (url, body, onChunk) => {
  const events = eventsOf();
  await lastValueFrom(
    from(open(url, body)).pipe(
      concatMap(reads),
      concatMap(({ value }) => events(value)),
      filter((data) => data !== '[DONE]'),
      map((data) => JSON.parse(data) as Chunk),
      tap(onChunk),
    ),
    { defaultValue: undefined },
  );
});
