import { amended, SwarmError } from '../../agent/errors.ts';
import { redactText } from '../../util/redact.ts';
import type { Asked } from './endpoint-info.ts';
import { isError, networkError } from './network-error.ts';

const explained = (error: unknown, asked: Asked): SwarmError => {
  if (!(error instanceof SwarmError)) return networkError(error, asked);
  if (error.type !== 'protocol') return error;
  return amended(error, { message: `${error.message} Asked was ${asked.url}: check ${asked.urlSetting}.` });
};

/** Causes are printed with an error, so one that tells a secret is left out. */
const withoutSecrets = (cause: unknown, secrets: readonly string[]): unknown =>
  isError(cause) && redactText(cause.message, secrets) === cause.message ? cause : undefined;

const redacted = (error: SwarmError, secrets: readonly string[]): SwarmError => {
  const message = redactText(error.message, secrets);
  const cause = withoutSecrets(error.cause, secrets);
  return message === error.message && cause === error.cause ? error : amended(error, { message, cause });
};

/** Whatever an exchange failed with, as a `SwarmError` that says who was asked and what to set, and no secret. */
export const explain = (error: unknown, asked: Asked): SwarmError => redacted(explained(error, asked), asked.secrets);
