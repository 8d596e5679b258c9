const WIDTH = 120;

const quoted = (text: string): string => {
  // Most texts need no escaping, and a thousand modules are compared in a second.
  if (/^[\w $.,:;()/-]*$/.test(text)) return `'${text}'`;
  const json = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  // Single quotes, unless double quotes need less escaping.
  return text.includes("'") && !text.includes('"') ? `"${json}"` : `'${json.replaceAll("'", "\\'")}'`;
};

const key = (name: string): string => {
  // Written in brackets, because a plain key would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
};

/** Arrays of objects with several properties are written one object a line, as Prettier does. */
const isTable = (value: object): boolean =>
  Array.isArray(value) &&
  value.length > 1 &&
  value.every((item) => typeof item === 'object' && item !== null && Object.keys(item as object).length > 1);

/** Writes JSON as TypeScript: on one line when it fits next to the `used` columns, otherwise one part a line. */
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
  const width = parts.reduce((sum, part) => sum + part.length + 2, 2 * space.length);
  const fits = indent.length + used + width < WIDTH && !isTable(value) && !parts.some((part) => part.includes('\n'));
  return fits
    ? `${open}${space}${parts.join(', ')}${space}${close}`
    : `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`;
};

/** Text that does not fit next to its name moves to the next line, when that makes it fit. */
const property = (name: string, item: unknown, indent: string): string => {
  const value = literal(item, indent, name.length + 3);
  const isBelow = typeof item === 'string' && key(name).length > 2 && `${indent}${key(name)}: ${value},`.length > WIDTH;
  return `${key(name)}:${isBelow ? `\n${indent}  ` : ' '}${value}`;
};
