import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeListener, type Handler } from 'rxswarm/server';
import { Observable } from 'rxjs';

/** Serves a handler on a port of this machine. Emits the address, and listens while subscribed. */
export const listening = (handler: Handler, port: number): Observable<string> =>
  new Observable((subscriber) => {
    const server = createServer(nodeListener(handler));
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      subscriber.error(isTaken ? new Error(`Port ${port} is taken: choose another with --port.`) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      subscriber.next(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
    return () => {
      server.close();
      server.closeAllConnections();
    };
  });
