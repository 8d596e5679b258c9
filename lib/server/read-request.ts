import { isRecord } from '../util/is-record.ts';
import type { Approval } from '../agent/run-options.ts';
import type { ContentPart, UserMessage } from '../messages/types.ts';
import { Refusal } from './http/refusal.ts';

/** A user message; with an id where the client sends it again each time. */
export interface ReceivedMessage extends UserMessage {
  readonly id?: string;
}

/** What a client asks for, checked: user messages and decisions, and nothing that could pass for anything else. */
export interface ReceivedRequest {
  readonly messages: readonly ReceivedMessage[];
  readonly state: string | undefined;
  readonly approvals: ReadonlyMap<string, Approval>;
}

const KEYS: ReadonlySet<string> = new Set(['messages', 'state', 'approvals']);

/** @throws Refusal 400: which part of the body is not what it must be. */
export const readRequest = (body: unknown): ReceivedRequest => {
  if (!isRecord(body)) throw wrong('The body must be an object { messages, state, approvals }.');
  const unknown = Object.keys(body).find((key) => !KEYS.has(key));
  if (unknown !== undefined) throw wrong(`"${unknown}" cannot be sent: only messages, state and approvals can.`);
  const { messages = [], state, approvals = {} } = body;
  if (!Array.isArray(messages)) throw wrong('"messages" must be an array of the new user messages.');
  if (state !== undefined && typeof state !== 'string') throw wrong('"state" must be a string.');
  if (!isRecord(approvals)) throw wrong('"approvals" must be an object of decisions by call id.');
  const decisions = Object.entries(approvals);
  if (decisions.length > 0 && messages.length > 0) {
    throw wrong('Send either messages or approvals: what waits is decided first.');
  }
  return {
    messages: messages.map(toUserMessage),
    state,
    approvals: new Map(decisions.map(([id, decision]) => [id, toApproval(decision, id)])),
  };
};

/** Only what a user message has: anything beside is left behind. */
const toUserMessage = (message: unknown, place: number): UserMessage => {
  const where = `messages[${place}]`;
  if (!isRecord(message)) throw wrong(`${where} must be { role: "user", content }.`);
  const { role, content } = message;
  if (role !== 'user') throw wrong(`${where} must have the role "user": a client adds no other.`);
  if (typeof content === 'string') return { role, content };
  if (!Array.isArray(content) || !content.every(isPart)) throw wrong(`${where}.content must be text or parts.`);
  return { role, content };
};

const isPart = (part: unknown): part is ContentPart => isRecord(part) && typeof part['type'] === 'string';

const toApproval = (decision: unknown, id: string): Approval => {
  if (decision === true) return true;
  const declined = isRecord(decision) ? decision['declined'] : undefined;
  if (typeof declined !== 'string')
    throw wrong(`approvals[${JSON.stringify(id)}] must be true or { declined: "why" }.`);
  return { declined };
};

const wrong = (message: string): Refusal => new Refusal(400, 'request', message);
