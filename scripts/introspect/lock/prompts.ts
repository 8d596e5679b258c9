import { agentsOf, propertyOf } from '../graph/agents.ts';
import { initializerOf, symbolOf } from '../graph/held-functions.ts';
import { constantOf } from '../parse/constant.ts';
import type { Reading } from '../parse/types.ts';
import type { Prompt } from './model.ts';

/** Collects the prompts of all agents of a program, before the first message. */
export const promptsOf = (reading: Reading): readonly Prompt[] =>
  agentsOf(reading).map(({ name, node, functions }) => {
    const options = node.arguments?.[0];
    const property = options && propertyOf(options, 'instructions');
    const constant = property && constantOf(property, (inner) => constantOfNamed(reading, inner));
    return {
      name,
      ...(typeof constant?.value === 'string' ? { instructions: constant.value } : {}),
      functions: functions.map((held) => ({ name: held.name, ...fileOf(held.declaration?.getSourceFile().fileName) })),
    };
  });

const fileOf = (file: string | undefined): { readonly file?: string } => (file === undefined ? {} : { file });

const constantOfNamed = (
  reading: Reading,
  node: Parameters<typeof constantOf>[0],
): { readonly value: unknown } | undefined => {
  const initializer = initializerOf(symbolOf(reading, node));
  return initializer && constantOf(initializer);
};
