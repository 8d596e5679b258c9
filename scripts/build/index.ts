/**
 * Bundles the entries of the package for Node into dist/node, as a part of `npm run build`.
 *
 *     tsx scripts/build/index.ts
 *
 * Node takes some 0.4 ms of CPU to load a file of any size, and `rxswarm` has more than a hundred. The entries are bundled
 * together, so that a class that they share, such as `SwarmError`, exists once. The bundle is not minified, so that stack
 * traces name functions as the sources do, and has no source maps, because they would outweigh the code.
 */
import { join } from 'node:path';
import { bundle } from './bundle.ts';

await bundle(join(import.meta.dirname, '../../dist/node'));
