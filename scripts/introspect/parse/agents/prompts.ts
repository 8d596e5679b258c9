import type { Prompt } from '../../lock/model.ts';
import { constantOf } from '../constant.ts';
import type { Reading } from '../types.ts';
import { foundAgents } from './agents.ts';
import { initializerOf, symbolOf } from './symbols.ts';

/** Collects the prompts of all agents of a program, before the first message. */
export const promptsOf = (reading: Reading): readonly Prompt[] =>
  foundAgents(reading).map(({ model, instructions }) => {
    const constant = instructions && constantOf(instructions, (inner) => constantOfNamed(reading, inner));
    return {
      name: model.name,
      ...(typeof constant?.value === 'string' ? { instructions: constant.value } : {}),
      functions: model.functions.map(({ name, file }) => ({ name, ...(file === undefined ? {} : { file }) })),
    };
  });

const constantOfNamed = (
  reading: Reading,
  node: Parameters<typeof constantOf>[0],
): { readonly value: unknown } | undefined => {
  const initializer = initializerOf(symbolOf(reading, node));
  return initializer && constantOf(initializer);
};
