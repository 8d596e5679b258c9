import type { AttributeValue, Attributes } from '@opentelemetry/api';
import { toText } from '../text.ts';
import type { TracingOptions } from './options.ts';

/** Content as an attribute, if it is to be recorded; as JSON, since attributes hold no objects. */
export const contentOf = (
  { content = false, redact }: TracingOptions,
  attribute: string,
  give: () => unknown,
): Attributes => {
  if (!content) return {};
  const value = redacted(give(), attribute, redact);
  return value === undefined ? {} : { [attribute]: value };
};

const redacted = (value: unknown, attribute: string, redact: TracingOptions['redact']): AttributeValue | undefined => {
  try {
    const kept = redact ? redact(value, attribute) : value;
    return kept === undefined ? undefined : toText(kept);
  } catch {
    // Nobody's answer should fail for its trace, and what could not be redacted must not be told.
    return undefined;
  }
};
