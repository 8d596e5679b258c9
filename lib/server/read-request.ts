import { type Decision, DECISIONS, type Decisions, isDecision } from '../agent/decision.ts';
import type { UserMessage } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { show } from '../util/stringify.ts';
import type { ServerOptions } from './http/options.ts';
import { readContent } from './http/read-content.ts';
import { badRequest } from './http/refusal.ts';

/** A user message, with an id if the client sends its whole history each time. */
export interface ReceivedMessage extends UserMessage {
  readonly id?: string;
}

/** A checked request: user messages and decisions, nothing else. */
export interface ReceivedRequest {
  readonly messages: readonly ReceivedMessage[];
  readonly state: string | undefined;
  /** Decisions by call id. */
  readonly decisions: Decisions;
  /** Name of the run to end before anything else. */
  readonly stop?: string | undefined;
}

const KEYS: ReadonlySet<string> = new Set(['messages', 'state', 'decisions', 'stop']);

/** Reads the body of a request to `serve`. @throws Refusal 400 that names the wrong part. */
export const readRequest = (body: unknown, parts?: ServerOptions['parts']): ReceivedRequest => {
  if (!isRecord(body)) throw badRequest('the body must be an object { messages, state, decisions }.');
  const unknown = Object.keys(body).find((key) => !KEYS.has(key));
  if (unknown !== undefined)
    throw badRequest(`${show(unknown)} cannot be sent: only messages, state, decisions and stop can.`);
  const { messages = [], state, decisions = {}, stop } = body;
  if (!Array.isArray(messages)) throw badRequest('"messages" must be an array of the new user messages.');
  if (state !== undefined && typeof state !== 'string') throw badRequest('"state" must be a string.');
  if (stop !== undefined && typeof stop !== 'string') throw badRequest('"stop" must be the name of a run.');
  if (!isRecord(decisions)) throw badRequest('"decisions" must be an object of decisions by call id.');
  if (Object.keys(decisions).length > 0 && messages.length > 0) {
    throw badRequest('send either messages or decisions: waiting calls are decided first.');
  }
  return {
    messages: messages.map((message, place) => toUserMessage(message, `messages[${place}]`, parts)),
    state,
    decisions: toDecisions(decisions),
    stop,
  };
};

/** Returns true for a request that stops a run and asks for nothing else. */
export const isStopOnly = ({ stop, messages, state, decisions }: ReceivedRequest): boolean =>
  stop !== undefined && state === undefined && messages.length === 0 && Object.keys(decisions).length === 0;

/** Keeps role and content only. */
const toUserMessage = (message: unknown, where: string, parts: ServerOptions['parts']): UserMessage => {
  if (!isRecord(message)) throw badRequest(`${where} must be { role: "user", content }.`);
  const { role, content } = message;
  if (role !== 'user') throw badRequest(`${where} must have the role "user": clients cannot add any other.`);
  return { role, content: readContent(content, `${where}.content`, parts) };
};

/** Takes own properties only, and no name that `by` claims: `authorize` names the caller. */
const toDecisions = (decisions: Readonly<Record<string, unknown>>): Decisions =>
  Object.fromEntries(Object.entries(decisions).map(([id, decision]) => [id, toDecision(decision, id)]));

const toDecision = (decision: unknown, id: string): Decision => {
  if (!isDecision(decision)) throw badRequest(`decisions[${show(id)}] must be ${DECISIONS}.`);
  return decision === true || !('arguments' in decision) ? decision : { arguments: decision.arguments };
};
