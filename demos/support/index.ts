import { fileURLToPath } from 'node:url';
import { repl } from '../repl/index.ts';
import { start } from '../start.ts';
import { demo } from './demo.ts';

// Tickets and mail are kept in a file here, and in memory in scripts and evals.
process.env['SUPPORT_DB'] ||= fileURLToPath(new URL('./support.db', import.meta.url));

start(repl(demo));
