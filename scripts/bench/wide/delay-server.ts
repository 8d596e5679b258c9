/** Answers each request after a given time, in its own process: `delay-server.js 100`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const delay = Number(process.argv[2]);

const event = (delta: object, reason: string | null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
const ANSWER = Buffer.from(
  `${event({ role: 'assistant', content: 'Yes.' }, null)}${event({}, 'stop')}data: [DONE]\n\n`,
);

const server = createServer({ noDelay: true, keepAliveTimeout: 30_000 }, (request, response) => {
  setTimeout(() => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(ANSWER);
  }, delay);
  request.resume();
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 }, () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on('disconnect', () => process.exit());
