import type { Refusal, Shape, ShapeOf } from '../model.ts';

export const refused = (reason: string): ShapeOf<'refused'> => ({ kind: 'refused', refusals: [{ path: [], reason }] });

/** The refusals of a part, as those of what holds it under a name. */
export const refusalsIn = (shape: Shape, name: string): readonly Refusal[] =>
  shape.kind === 'refused' ? shape.refusals.map(({ path, reason }) => ({ path: [name, ...path], reason })) : [];

/** The shape that is made of parts, or their refusals. */
export const unlessRefused = (refusals: readonly Refusal[], make: () => Shape): Shape =>
  refusals.length > 0 ? { kind: 'refused', refusals } : make();
