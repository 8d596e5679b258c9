/** A refused request: an HTTP status, a sentence, and the place in the request. */
export class BadRequest extends Error {
  readonly status: number;
  readonly place: string | null;

  constructor(message: string, place: string | null = null, status = 400) {
    super(message);
    this.place = place;
    this.status = status;
  }
}

/** Names a place such as `messages[2]`. */
export const item = (list: string, index: number): string => `${list}[${String(index)}]`;

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function demand(condition: unknown, message: string, place: string): asserts condition {
  if (!condition) throw new BadRequest(message, place);
}

/**
 * Accepts an object that has known fields only and no `null`. Lenient servers let both pass, strict ones answer 400.
 */
export function demandFields(value: unknown, known: readonly string[], place: string): asserts value is Fields {
  demand(isFields(value), `${place} must be an object.`, place);
  for (const [field, content] of Object.entries(value)) {
    const path = place === '' ? field : `${place}.${field}`;
    demand(known.includes(field), `Unrecognized field: ${path}.`, path);
    demand(content !== null, `${path} is null: leave it out instead.`, path);
  }
}
