import { Agent, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { connect, type ConnectOptions, type Connection } from 'rxswarm/client';
import { serve, type ServeOptions } from 'rxswarm/server';
import { listening, type Listening } from './listening.ts';

/** Keeps a server's log away from the console, for the spec to read. */
export const logged = () => {
  const errors: unknown[][] = [];
  const warnings: string[] = [];
  return {
    errors,
    warnings,
    error: (...words: unknown[]) => void errors.push(words),
    warn: (...words: unknown[]) => void warnings.push(words.map(String).join(' ')),
  };
};

export interface ServedSwarm extends Listening {
  readonly connection: Connection;
  readonly connect: (options: ConnectOptions) => Connection;
  readonly log: ReturnType<typeof logged>;
}

export const SECRET = 'a secret of these specs, and of nothing else';

const open: Listening[] = [];

/** Serves a swarm on a real socket, closed by `closeServed`. Default: one agent that only answers with text. */
export const served = async (model: ChatModel, options: Partial<ServeOptions> = {}): Promise<ServedSwarm> => {
  const log = logged();
  const start = options.start ?? new Agent({ name: 'Ada' });
  const handler = serve(new Swarm(model), { agents: [start], start, secret: SECRET, log, ...options });
  const server = await listening(handler);
  open.push(server);
  return {
    ...server,
    log,
    connect: (more) => connect(server.url, more),
    connection: connect(server.url),
  };
};

/** Closes the servers; for `afterEach`. */
export const closeServed = async (): Promise<void> => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
};
