import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { toIndex } from '../stream/repair.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Returns a function that tells the place of an event's item in the answer: its `output_index`, and for servers that leave it out
 * the place of its id. An id that is new takes the next place; an event without an id belongs to the latest item.
 */
export const places = (): ((event: Json) => number) => {
  const byId = new Map<string, number>();
  let latest = 0;
  let next = 0;

  const at = (place: number): number => {
    latest = place;
    next = Math.max(next, place + 1);
    return place;
  };

  return ({ type, output_index: index, item_id: id, item }) => {
    const given = toIndex(index);
    if (given !== undefined) return at(given);
    const name = textOf(id) || (isRecord(item) ? textOf(item['id']) : '');
    const known = byId.get(name);
    if (known !== undefined) return at(known);
    if (name === '') return type === 'response.output_item.added' ? at(next) : latest;
    byId.set(name, next);
    return at(next);
  };
};
