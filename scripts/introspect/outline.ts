/**
 * Lists the names by which a source may import or reference others, as its text has them: also those in comments, because
 * the compiler decides about them later. Returns `undefined` where a comment stands before a name.
 */
export const namesIn = (text: string): readonly string[] | undefined =>
  COMMENTED.test(text) ? undefined : [...new Set([...text.matchAll(NAMED)].map(([, , name = '']) => name))];

const NAMED =
  /(?:\b(?:from|import|require|module)(?:\s*\(\s*|\s*)|<reference\s+(?:path|types)\s*=\s*)(["'])([^"'\n]+)\1/g;

/** `import(\/* webpackChunkName: "chart" *\/ './chart.js')` */
const COMMENTED = /\b(?:from|import|require)(?:\s*\(\s*|\s*)\/[/*]/;

/** Returns whether the declarations of a source hold without an import: those of scripts, and of modules that add to others. */
export const isAmbient = (text: string): boolean =>
  /(?:^|[;{}/])[ \t]*declare\s+(global|module)\b|^\/\/\/[ \t]*<reference\s+(no-default-lib|lib)\b/m.test(text) ||
  (!isModule(text) && /\b(declare|interface|type|namespace|class|enum)\b/.test(text));

/** Returns whether a source is a module. Members of a namespace, which scripts have too, are indented. */
export const isModule = (text: string): boolean => /^(import|export)\b/m.test(text);

/** Returns everything in a source that may change other files, except for its own exports. */
export const outlineOf = (text: string): string => {
  const names = isAmbient(text) ? undefined : namesIn(text);
  return names === undefined ? text : [...names].sort().join('\n');
};
