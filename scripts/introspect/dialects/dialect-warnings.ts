import { subschemas } from '../../../lib/schema/keywords.ts';
import { wire } from '../../../lib/schema/to-endpoint.ts';
import type { Entry } from '../format/entry.ts';
import type { Schema } from '../format/schema.ts';
import type { Diagnostic } from '../model.ts';
import type { Dialect } from './dialects.ts';
import { DIALECT_RULES, type DialectRule, type SentSchema } from './rules.ts';

/** Warns about each rule of a server that a function or an output breaks, with the places. */
export const dialectWarnings = (entries: readonly Entry[], dialect: Dialect): readonly Diagnostic[] =>
  entries.flatMap((entry) => {
    const sent = sentBy(entry);
    if (sent === undefined) return [];
    return DIALECT_RULES.filter((rule) => rule.dialect === dialect).flatMap((rule) => warning(entry, sent, rule));
  });

const sentBy = (entry: Entry): SentSchema | undefined => {
  if (entry.kind === 'output')
    return entry.output && sentOf(entry.output.name, entry.output.schema, entry.output.strict);
  return entry.schema && sentOf(entry.schema.name, entry.schema.parameters, entry.schema.strict === true);
};

const sentOf = (name: string, held: Schema, strict: boolean): SentSchema => ({
  ...{ name, held, strict },
  parts: [...partsOf(wire(held, strict), '')],
  heldParts: [...partsOf(held, '')],
});

function* partsOf(schema: Schema, place: string): Generator<readonly [string, Schema]> {
  yield [place, schema];
  for (const [pointer, part] of subschemas(schema))
    if (typeof part === 'object' && part !== null) yield* partsOf(part as Schema, `${place}/${pointer}`);
}

/** Limit of places that one warning names. */
const MOST = 3;

const warning = ({ path, place }: Entry, sent: SentSchema, { says, finds }: DialectRule): readonly Diagnostic[] => {
  const all = finds(sent);
  if (all.length === 0) return [];
  const found = [...new Set(all)].filter((pointer) => pointer !== '');
  const more = found.length > MOST ? ` and ${String(found.length - MOST)} more` : '';
  const places = found.length === 0 ? '' : `: ${found.slice(0, MOST).join(', ')}${more}`;
  return [{ ...place, severity: 'warning', subject: path.join('.'), message: `${says}${places}` }];
};
