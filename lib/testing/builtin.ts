import { SwarmError } from '../agent/errors.ts';

interface Builtins {
  readonly 'node:fs': typeof import('node:fs');
  readonly 'node:http': typeof import('node:http');
}

/** A module of Node's, asked for when it is needed: this subpath also works where there is none. */
export const builtin = <N extends keyof Builtins>(name: N): Builtins[N] => {
  const found = typeof process === 'undefined' ? undefined : process.getBuiltinModule(name);
  if (!found) throw new SwarmError('usage', `There is no ${name} here: run this in Node.`);
  return found;
};
