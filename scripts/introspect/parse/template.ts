import { ts } from 'ts-morph';
import type { Shape } from '../model.ts';

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Turns a template literal type into a pattern: `order-${number}` becomes `^order-…$`. */
export const textOf = (type: ts.Type): Shape => ({ kind: 'text', pattern: `^${patternOf(type)}$` });

const patternOf = (type: ts.Type): string => {
  if (type.flags & ts.TypeFlags.TemplateLiteral) {
    const { texts, types } = type as ts.TemplateLiteralType;
    return texts.map((text, index) => escape(text) + (types[index] ? patternOf(types[index]) : '')).join('');
  }
  if (type.isStringLiteral() || type.isNumberLiteral()) return escape(String(type.value));
  if (type.isUnion()) return `(${type.types.map(patternOf).join('|')})`;
  if (type.flags & ts.TypeFlags.StringMapping) return mappingOf(type as ts.StringMappingType);
  if (type.flags & ts.TypeFlags.NumberLike) return '-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?';
  if (type.flags & ts.TypeFlags.BigIntLike) return '-?\\d+';
  return '[\\s\\S]*';
};

const MAPPINGS: Readonly<Record<string, string>> = {
  Uppercase: '[^a-z]*',
  Lowercase: '[^A-Z]*',
  Capitalize: '([^a-z][\\s\\S]*)?',
  Uncapitalize: '([^A-Z][\\s\\S]*)?',
};

const mappingOf = ({ symbol }: ts.StringMappingType): string => MAPPINGS[symbol.name] ?? '[\\s\\S]*';
