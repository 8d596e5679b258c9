import type { Attributes } from '@opentelemetry/api';
import { toJsonValue, toText } from '../util/stringify.ts';
import type { TracingOptions } from './options.ts';

/** Content as an attribute, if it is to be recorded; as JSON, since attributes hold no objects. */
export const contentOf = (
  { content = false, redact }: TracingOptions,
  attribute: string,
  give: () => unknown,
): Attributes => {
  if (!content) return {};
  const value = recorded(give, attribute, redact);
  return value === undefined ? {} : { [attribute]: value };
};

const recorded = (give: () => unknown, attribute: string, redact: TracingOptions['redact']): string | undefined => {
  try {
    // A copy, so that a hook that changes what it is given changes no request.
    const kept = redact ? redact(toJsonValue(give()), attribute) : give();
    return kept === undefined ? undefined : toText(kept);
  } catch {
    // Nobody's answer should fail for its trace, and what could not be redacted must not be told.
    return undefined;
  }
};
