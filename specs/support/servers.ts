import { loopbackServer, type LoopbackServer, type Script } from './loopback-server.ts';

/** Starts loopback servers for the specs of a file, and closes them after each spec, also when it fails. */
export const useServers = (): ((script: Script) => Promise<LoopbackServer>) => {
  const open: LoopbackServer[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });
  return async (script) => {
    const server = await loopbackServer(script);
    open.push(server);
    return server;
  };
};
