#!/usr/bin/env node
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { terminal } from './introspect/io.ts';

// The compiler keeps nearly all that it makes, so that room for short-lived values saves no time: 120 MB at 3,000 functions.
setFlagsFromString('--semi-space-growth-factor=1');
// Node 22 can keep compiled code. Compiling the compiler is a fifth of a start, so the modules are loaded after this.
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
const { main } = await import('./introspect/main.ts');

process.exitCode = await main(process.argv.slice(2), terminal);
