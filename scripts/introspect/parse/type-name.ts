import { ts } from 'ts-morph';
import type { Reading } from './types.ts';

/** Returns the name of a type in its source, with its type arguments: `TreeNode<string>`. */
export const nameOfType = ({ checker }: Reading, type: ts.Type): string => {
  const text = checker.typeToString(type, undefined, ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope);
  return text.length > 40 ? ((type.aliasSymbol ?? type.getSymbol())?.name ?? 'Type') : text;
};

/** Returns a name of letters, digits and `_`, which a `$ref` can hold. */
export const plainName = (name: string): string => {
  const plain = name.replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '');
  return plain === '' || /^\d/.test(plain) ? 'Type' : plain;
};
