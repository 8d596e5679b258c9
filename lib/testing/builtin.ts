import { usageError } from '../agent/errors.ts';
import { builtinModule } from '../util/builtin-module.ts';

interface Builtins {
  readonly 'node:fs': typeof import('node:fs');
  readonly 'node:http': typeof import('node:http');
}

/**
 * Returns a module of Node. It is looked up when it is needed, so that this import path also works outside Node.
 *
 * @throws SwarmError `usage` outside Node.
 */
export const builtin = <N extends keyof Builtins>(name: N): Builtins[N] => {
  const found = builtinModule(name) as Builtins[N] | undefined;
  if (!found) throw usageError(`${name} is not available here: run this in Node.`);
  return found;
};
