/**
 * Installs packages that only some commands need: frameworks for the browser specs, other majors of `openai`, mutation
 * testing and the checks of the package. Each stands in a package file next to its users, so that `npm ci` stays small.
 *
 *     tsx scripts/parts/index.ts specs/browser specs/clients
 */
import { installPart } from './install-part.ts';

for (const folder of process.argv.slice(2)) {
  if (installPart(folder)) console.error(`Installed the packages of ${folder}.`);
}
