import type { Definition, Refusal, Shape, ShapeOf } from '../model.ts';

/** Type to use instead of one that is only revived in arguments. */
const REASONS: Readonly<Record<ShapeOf<'revived'>['as'] | 'set' | 'map', string>> = {
  date: 'is a Date, and an answer stays JSON; write string with @format date-time',
  url: 'is a URL, and an answer stays JSON; write string with @format uri',
  bytes: 'is bytes, and an answer stays JSON; write string, and base64 in its comment',
  bigint: 'is a bigint, and an answer stays JSON; write number, or string with @pattern ^-?\\d+$',
  set: 'is a Set, and an answer stays JSON; write a list',
  map: 'is a Map, and an answer stays JSON; write a Record',
};

/**
 * Lists the parts of a type that have another form in JSON. Arguments are revived before a call; answers are checked
 * and stay as they are.
 */
export const revivedIn = (
  shape: Shape,
  path: readonly string[] = [],
  seen = new Set<Definition>(),
): readonly Refusal[] => {
  const at = (inner: Shape, ...keys: readonly string[]): readonly Refusal[] =>
    revivedIn(inner, [...path, ...keys], seen);
  switch (shape.kind) {
    case 'revived':
      return [{ path, reason: REASONS[shape.as] }];
    case 'set':
    case 'map':
      return [{ path, reason: REASONS[shape.kind] }];
    case 'array':
      return at(shape.items, '[]');
    case 'tuple':
      return [
        ...shape.places.flatMap((place, index) => at(place, `[${String(index)}]`)),
        ...(shape.rest ? at(shape.rest, '[]') : []),
      ];
    case 'object':
      return [
        ...shape.properties.flatMap(({ name, shape: inner }) => at(inner, name)),
        ...(shape.others ? at(shape.others, '[]') : []),
        ...(shape.patterns ?? []).flatMap(({ shape: inner }) => at(inner, '[]')),
      ];
    case 'union':
      return shape.members.flatMap((member) => at(member));
    case 'reference':
      if (seen.has(shape.definition)) return [];
      seen.add(shape.definition);
      return at(shape.definition.shape);
    default:
      return [];
  }
};
