import type { Attributes } from '@opentelemetry/api';
import { toJsonValue, toText } from '../util/stringify.ts';
import type { TracingOptions } from './options.ts';

/** Returns content as an attribute where it is recorded: as JSON, because attributes hold no objects. */
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
    // `redact` gets a copy, so that it cannot change a request.
    const kept = redact ? redact(toJsonValue(give()), attribute) : give();
    return kept === undefined ? undefined : toText(kept);
  } catch {
    // A run must not fail because of its trace, and content that could not be redacted must not be recorded.
    return undefined;
  }
};
