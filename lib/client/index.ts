/* `rxswarm/client`: runs agents that `rxswarm/server` serves, from browsers, workers and Node. */

export { connect, type ConnectOptions, type Connection } from './connect.ts';
export type { NameStorage } from './resumable.ts';
export { SwarmError } from '../agent/errors.ts';
export { type SwarmErrorType } from '../messages/events.ts';
export type { RemoteAgent, RemoteRequest } from '../agent/remote.ts';
