// Empties dist/, so that a file deleted from lib/ is not published from an earlier build.
import { rmSync } from 'node:fs';

rmSync(new URL('../../dist', import.meta.url), { recursive: true, force: true });
