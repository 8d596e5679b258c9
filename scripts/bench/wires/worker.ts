import { type ApiName, readsOf, wordsOf } from './answers.ts';
import { byHand } from './by-hand.ts';
import { ofParts } from './parts.ts';
import { withRxswarm } from './rxswarm.ts';
import { withVendor } from './vendor.ts';

/* Reads one answer again and again, and prints the nanoseconds of CPU for each delta; nothing where there is no such reader. */

const [api = '', reader = '', deltas = '', runs = ''] = process.argv.slice(2);
const words = wordsOf(Number(deltas));
const text = words.join('');
const isOfParts = api === 'ai-sdk';
const reads = isOfParts ? [] : readsOf(api as ApiName, words);

const fetch = (): Promise<Response> => {
  let place = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const read = reads[place++];
      if (read === undefined) controller.close();
      // A copy, because a reader may take the bytes over.
      else controller.enqueue(read.slice());
    },
  });
  return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
};

const READERS: Readonly<Record<string, () => Promise<(() => Promise<string>) | undefined>>> = {
  'by hand': () => Promise.resolve(byHand(api as ApiName, fetch)),
  rxswarm: () => Promise.resolve(withRxswarm(api as ApiName, fetch)),
  vendor: () => withVendor(api as ApiName, fetch),
};

const read = await (isOfParts ? ofParts(reader, words) : READERS[reader]?.());
if (read !== undefined) {
  const measure = async (times: number): Promise<number> => {
    const before = process.cpuUsage();
    for (let run = 0; run < times; run++) {
      if ((await read()) !== text) throw new Error(`${reader} reads another text from ${api}.`);
    }
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1000) / (times * Number(deltas));
  };
  await measure(Number(runs));
  console.log(await measure(Number(runs)));
}
