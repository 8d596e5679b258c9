import { Agent, request } from 'node:http';
import { HEADERS, loopByHand, parsed } from '../by-hand/loop.ts';
import { splitter } from '../by-hand/splitter.ts';

const agent = new Agent({ keepAlive: true });

/** `node:http` with connections that are kept alive. */
export const contestant = loopByHand(
  parsed(
    (url, body, onData) =>
      new Promise((resolve, reject) => {
        const headers = { ...HEADERS, 'content-length': Buffer.byteLength(body) };
        request(url, { method: 'POST', headers, agent }, (response) => {
          if (response.statusCode !== 200) reject(new Error(`status ${String(response.statusCode)}`));
          response.on('data', splitter(onData));
          response.on('end', resolve);
          response.on('error', reject);
        })
          .on('error', reject)
          .end(body);
      }),
  ),
);
