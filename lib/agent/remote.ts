import type { Decisions } from './decision.ts';
import type { UserMessage } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import type { Response } from './response.ts';

/** An agent on the far side of a wire: its name is all that is known there. */
export interface RemoteAgent {
  /** Unique among the agents of a server. */
  readonly name: string;
}

/** Request of a client to a server: new messages or decisions, and the state of the last response. */
export interface RemoteRequest {
  /** The new messages only. Default: none, to go on after a failure. */
  readonly messages?: readonly UserMessage[] | undefined;
  /** The state of the last response. Default: none, a new conversation begins. */
  readonly state?: string | undefined;
  /** Decisions on the calls that wait, by call id. Not together with messages. Default: none. */
  readonly decisions?: Decisions | undefined;
}

/** A failure as a server tells it, in a body or an `error` event. */
export interface WireError {
  /** A `SwarmErrorType`, or a word of HTTP. */
  readonly type: string;
  /** The message, without details that are the server's own. */
  readonly message: string;
  /** The server's log has the rest under this id. */
  readonly id?: string;
}

/** Returns true for a value from a wire that has the shape of a response, so that it can be read without checks. */
export const isRemoteResponse = (value: unknown): value is Response<RemoteAgent> => {
  if (!isRecord(value)) return false;
  const { messages, agent } = value;
  return Array.isArray(messages) && messages.every(isRecord) && isRecord(agent) && typeof agent['name'] === 'string';
};
