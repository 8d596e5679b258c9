const WIDTH = 120;

const quoted = (text: string): string => {
  const json = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  // Single quotes, unless those would have to be escaped more often.
  return text.includes("'") && !text.includes('"') ? `"${json}"` : `'${json.replaceAll("'", "\\'")}'`;
};

const key = (name: string): string => {
  // As a plain property it would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
};

/** Several objects of several parts read better one a line, as Prettier has it too. */
const isTable = (value: object): boolean =>
  Array.isArray(value) &&
  value.length > 1 &&
  value.every((item) => typeof item === 'object' && item !== null && Object.keys(item as object).length > 1);

/**
 * JSON as TypeScript would be written by hand: on one line where it fits beside the `used` columns, else a part a line.
 */
export const literal = (value: unknown, indent = '', used = 0): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => literal(item, inner, 1))
    : Object.entries(value).map(([name, item]) => property(name, item, inner));
  const [open, close, space] = isList ? ['[', ']', ''] : ['{', '}', ' '];
  if (parts.length === 0) return `${open}${close}`;
  const line = `${open}${space}${parts.join(', ')}${space}${close}`;
  const fits = !line.includes('\n') && !isTable(value) && indent.length + used + line.length < WIDTH;
  return fits ? line : `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`;
};

/** Text that does not fit beside its name stands below it, unless that would win nothing. */
const property = (name: string, item: unknown, indent: string): string => {
  const value = literal(item, indent, name.length + 3);
  const isBelow = typeof item === 'string' && key(name).length > 2 && `${indent}${key(name)}: ${value},`.length > WIDTH;
  return `${key(name)}:${isBelow ? `\n${indent}  ` : ' '}${value}`;
};
