/**
 * Bundles the entries of the package for Node, into dist/node: a part of `npm run build`.
 *
 *     tsx scripts/build/index.ts
 *
 * On Node each file that is loaded costs some 0.4 ms of CPU, whatever its size, and `rxswarm` is made of more than a hundred.
 * The entries are bundled together, so that what they share, and so a class such as `SwarmError`, is there once. Not
 * minified and without source maps: stack traces name functions as the sources do, and maps would outweigh the code.
 */
import { join } from 'node:path';
import { bundle } from './bundle.ts';

await bundle(join(import.meta.dirname, '../../dist/node'));
