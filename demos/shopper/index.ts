import { repl } from '../repl/index.ts';
import { start } from '../start.ts';
import { demo } from './demo.ts';

start(repl(demo));
