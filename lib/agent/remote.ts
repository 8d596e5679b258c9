import type { Approval } from './run-options.ts';
import type { UserMessage } from '../messages/types.ts';

/** An agent on the far side of a wire: its name is all that is known there. */
export interface RemoteAgent {
  readonly name: string;
}

/** What a client asks a server for: new messages or decisions, and the state the last response brought. */
export interface RemoteRequest {
  /** The new ones only. Default: none, to go on after a failure. */
  readonly messages?: readonly UserMessage[] | undefined;
  /** That of the last response. Default: none, a new conversation begins. */
  readonly state?: string | undefined;
  /** By call id: what was decided of the calls that wait for approval. Not together with messages. */
  readonly approvals?: Readonly<Record<string, Approval>> | undefined;
}

/** What a server says of a failure, in a body or an `error` event. */
export interface WireError {
  readonly type: string;
  readonly message: string;
  /** The server's log has the rest under this id. */
  readonly id?: string;
}
