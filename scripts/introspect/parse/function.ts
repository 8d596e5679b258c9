import { ts } from 'ts-morph';
import type { FunctionModel } from '../model.ts';
import { hasTag } from './exported.ts';
import type { ExportedFunction } from './functions.ts';
import { parameterWords } from './parameter-words.ts';
import { parametersOf } from './parameters.ts';
import type { ShapeOfType } from './shape.ts';
import type { Reading } from './types.ts';
import { firstWords, textOf, wordsBefore } from './words.ts';

/** Reads an exported function: its name, description, parameters and places. */
export const functionOf = (reading: Reading, shapeOf: ShapeOfType, exported: ExportedFunction): FunctionModel => {
  const { path, name, receiver, documented, declaration, signature, place } = exported;
  const at = declaration ?? documented[0];
  if (at === undefined) throw new TypeError(`${name} is declared nowhere`);
  const words = parameterWords(documented);
  return {
    ...{ name, path, receiver, place },
    description: descriptionOf(documented),
    approval: hasTag(documented, 'approval'),
    parameters: parametersOf({ ...reading, shapeOf, signature, declaration, at, words }),
  };
};

/** Returns the first comment, with its examples and deprecation. */
export const descriptionOf = (nodes: readonly ts.Node[]): string => {
  const { description = '', keywords = {} } = firstWords(...nodes.map(wordsBefore));
  const tags = nodes.flatMap((node) => ts.getJSDocTags(node));
  const deprecated = tags.find(({ tagName }) => tagName.text === 'deprecated');
  const examples = ((keywords['examples'] ?? []) as unknown[]).map((example) =>
    typeof example === 'string' ? `Example: ${example}` : `Example: ${JSON.stringify(example)}`,
  );
  const warning = deprecated ? [`Deprecated. ${textOf(deprecated.comment)}`.trim()] : [];
  return [description, ...examples, ...warning].filter((text) => text !== '').join('\n\n');
};
