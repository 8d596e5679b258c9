import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeListener, type Handler } from 'rxswarm/server';

export interface Listening {
  readonly url: string;
  readonly server: Server;
  /** Answers that have begun and not ended. */
  readonly underWay: () => number;
  readonly close: () => Promise<void>;
}

/** Serves a handler on a real loopback socket. */
export const listening = async (handler: Handler): Promise<Listening> => {
  let underWay = 0;
  const listener = nodeListener(handler);
  const server = createServer((request, response) => {
    underWay++;
    response.on('close', () => underWay--);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat`,
    server,
    underWay: () => underWay,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
