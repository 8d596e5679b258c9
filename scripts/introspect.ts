#!/usr/bin/env node
import { terminal } from './introspect/io.ts';
import { main } from './introspect/main.ts';

process.exitCode = await main(process.argv.slice(2), terminal);
