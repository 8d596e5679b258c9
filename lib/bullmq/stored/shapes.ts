import type { SwarmErrorType } from '../../messages/events.ts';
import { isRecord } from '../../util/is-record.ts';

/* Checks of stored data, which anyone with write access to Redis could have changed. Data that passes makes no reader crash. */

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

/** Every type of error; a compiler error here means that one is missing. */
const ERROR_TYPES: Readonly<Record<SwarmErrorType, true>> = {
  usage: true,
  network: true,
  http: true,
  api: true,
  protocol: true,
  incomplete: true,
  function: true,
  model: true,
  timeout: true,
  output: true,
  budget: true,
  fatal: true,
  aborted: true,
};

const isErrorType: Check = (value) => isString(value) && Object.hasOwn(ERROR_TYPES, value as string);

const isUsage = shape({ prompt_tokens: isNumber, completion_tokens: isNumber, total_tokens: isNumber });
const isMessage = shape({ role: isString });
const isCallDelta = shape({ function: optional(isRecord) });

/** Returns true for the failure of an attempt. */
export const isBreak = shape({ type: isErrorType, message: isString });

/** Returns true for the error that a run ended with. */
export const isFailure = shape({
  type: isErrorType,
  message: isString,
  status: optional(isNumber),
  code: optional(isString),
  requestId: optional(isString),
  body: optional(isString),
  attempts: optional(isNumber),
});

/** Returns true for a response. */
export const isResponse = shape({
  messages: listOf(isMessage),
  agent: shape({ name: isString }),
  contextVariables: isRecord,
  usage: optional(isUsage),
  usageByAgent: optional(listOf(shape({ agent: isString, model: isString, usage: isUsage }))),
  finishReason: optional(isString),
});

/** Returns true for a checkpoint. Its messages are stored apart. */
export const isCheckpoint = shape({
  response: isResponse,
  turns: isCount,
  answered: isBoolean,
  rejected: optional(isCount),
  isCut: optional(isBoolean),
  isDecided: optional(isBoolean),
});

const isTool = (value: unknown): boolean =>
  shape({ id: isString, name: isString, status: isString })(value) &&
  ((value as { readonly status: string }).status !== 'end' ||
    shape({ role: isString, tool_call_id: isString })((value as { readonly message?: unknown }).message));

/** The events with a key of their own. All others are deltas. */
const EVENTS: Readonly<Record<string, Check>> = {
  delim: isString,
  tool: isTool,
  handoff: shape({ from: isString, to: isString }),
  contextVariables: isRecord,
  retry: shape({ attempt: isNumber, type: isErrorType, message: isString }),
  // The response is an entry of its own.
  response: () => false,
  tool_calls: optional(listOf(isCallDelta)),
};

/** Returns true for an event of a run, except its response. */
export const isEvent: Check = (value) =>
  isRecord(value) && Object.entries(EVENTS).every(([key, check]) => !Object.hasOwn(value, key) || check(value[key]));
