import type { Refusal, Shape, ShapeOf } from '../model.ts';

/** Makes the shape of a type that cannot be sent. */
export const refused = (reason: string): ShapeOf<'refused'> => ({ kind: 'refused', refusals: [{ path: [], reason }] });

/** Moves the refusals of a part under a name of the whole. */
export const refusalsIn = (shape: Shape, name: string): readonly Refusal[] =>
  shape.kind === 'refused' ? shape.refusals.map(({ path, reason }) => ({ path: [name, ...path], reason })) : [];

/** Builds a shape from its parts, or returns their refusals. */
export const unlessRefused = (refusals: readonly Refusal[], make: () => Shape): Shape =>
  refusals.length > 0 ? { kind: 'refused', refusals } : make();
