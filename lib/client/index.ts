/* Running what a server serves: in browsers, workers and Node. */

export { connect, type ConnectOptions, type Connection } from './connect.ts';
export { SwarmError, type SwarmErrorType } from '../agent/errors.ts';
export type { RemoteAgent, RemoteRequest } from '../agent/remote.ts';
