#!/usr/bin/env node
import module from 'node:module';
import { terminal } from './introspect/io.ts';

// Node 22 can keep compiled code. Compiling the compiler is a fifth of a start, so the modules are loaded after this.
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
const { main } = await import('./introspect/main.ts');

process.exitCode = await main(process.argv.slice(2), terminal);
