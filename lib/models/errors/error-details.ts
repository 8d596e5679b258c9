import type { SwarmErrorDetails } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import { duration } from './retry-after.ts';
import { serverMessage } from './server-message.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Errors that the same request would meet again, whatever their status: most servers answer a used-up quota with 429.
 * `enforced_spend_limit_reached`: platform.claude.com/docs/en/api/rate-limits, as others quote it on 2026-09-20.
 */
const FINAL: ReadonlySet<string> = new Set([
  'enforced_spend_limit_reached',
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
  'account_deactivated',
  'access_terminated',
  'exceeded_current_quota_error',
  'credit_balance_too_low',
  'insufficient_balance',
  'Arrearage',
  'AccountOverdueError',
  '1113',
  'context_length_exceeded',
  'content_policy_violation',
]);

/** Ways in which servers without a code of their own say that the conversation is too long for the model. */
const TOO_LONG = [
  'maximum context length',
  'maximum prompt length',
  'context window',
  'context size',
  'context_length',
  'prompt is too long',
  'input is too long',
  'exceeds the maximum number of tokens',
  'reduce the length of the messages',
];

/** Ways in which servers say that no wait will help: a request above the whole limit of a minute, an empty account, a month's limit. */
const HOPELESS = ['request too large', 'credit balance is too low', 'insufficient balance', 'spend limit'];

const has = (text: string, phrases: readonly string[]): boolean => phrases.some((phrase) => text.includes(phrase));

const isWord = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= 100;

/** Returns the record that describes an error in a body: OpenAI's `error`, Google's list of one, or the body itself. */
const errorIn = (body: unknown): Json => {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  if (!isRecord(first)) return {};
  return isRecord(first['error']) ? first['error'] : first;
};

const recordsIn = (list: unknown): readonly Json[] => (Array.isArray(list) ? list.slice(0, 20).filter(isRecord) : []);

/** Google tells the wait in its details, and whether the quota of the day is used up. */
const ofGoogle = (error: Json): Pick<SwarmErrorDetails, 'retryAfter' | 'retryable'> => {
  const details = recordsIn(error['details']);
  const delay = details.map(({ retryDelay }) => retryDelay).find(isWord);
  const violations = details.flatMap((detail) => recordsIn(detail['violations']));
  const isDaily = violations.some(({ quotaId }) => isWord(quotaId) && quotaId.includes('PerDay'));
  return {
    ...(delay !== undefined && { retryAfter: duration(delay) }),
    ...(isDaily && { retryable: false }),
  };
};

/**
 * Returns what the JSON of an error tells programs: its `code` (Anthropic's `details.error_code`, OpenAI's `code`, else its `type`,
 * else Google's `status`; `context_length_exceeded` also for servers that say so in words), and `retryable: false` for errors that
 * no repetition mends.
 */
export const errorDetails = (body: unknown): Pick<SwarmErrorDetails, 'code' | 'retryAfter' | 'retryable'> => {
  const error = errorIn(body);
  const message = (serverMessage(body) ?? '').slice(0, 1000).toLowerCase();
  const { details, code: given, type, status } = error;
  const words = [isRecord(details) && details['error_code'], given, type, status].filter(isWord);
  const code = has(message, TOO_LONG) ? 'context_length_exceeded' : words[0];
  const isFinal = [code, ...words].some((word) => FINAL.has(word ?? '')) || has(message, HOPELESS);
  return { code, ...ofGoogle(error), ...(isFinal && { retryable: false }) };
};

/** Characters of a body that an error keeps. */
const BODY = 4096;

/** Returns the beginning of an error's body; `undefined` if the body is empty. */
export const bodyExcerpt = (text: string): string | undefined =>
  text === '' ? undefined : text.length > BODY ? `${text.slice(0, BODY - 1)}…` : text;

/** The names that servers give the header with a request's id: OpenAI, Anthropic, Azure, Amazon. */
const REQUEST_ID = ['x-request-id', 'request-id', 'apim-request-id', 'x-amzn-requestid'];

/** Returns the server's name for a request, or `undefined` where it gives none. */
export const requestIdOf = (headers: Headers | undefined): string | undefined =>
  REQUEST_ID.map((name) => headers?.get(name)?.slice(0, 200)).find((id) => id) ?? undefined;
