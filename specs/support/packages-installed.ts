import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/*
 * Runs before each spec of a folder that has a package file of its own. Without its packages the spec fails with the
 * command that installs them.
 */
const folder = dirname(expect.getState().testPath ?? '');
const [, name = ''] = /([^/\\]+)$/.exec(folder) ?? [];

if (!existsSync(join(folder, 'node_modules'))) {
  throw new Error(`specs/${name} has packages of its own, and they are not installed: run \`npm run test:${name}\`.`);
}
