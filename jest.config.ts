/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const swc: [string, Record<string, unknown>] = ['@swc/jest', { jsc: { parser: { syntax: 'typescript' } } }];

const shared = {
  transform: { '\\.m?[jt]s$': swc },
  // The first four are published as ES modules only, and Jest runs CommonJS; the fifth imports parts of itself on demand.
  transformIgnorePatterns: [
    '/node_modules/(?!(typebox|eventsource-parser|jose|@angular/core|@opentelemetry/otlp-exporter-base)/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/coverage/'],
  // Specs and demos import what users import; it resolves to the sources, so that nothing has to be built first.
  moduleNameMapper: { '^rxswarm$': '<rootDir>/lib/index.ts', '^rxswarm/(.*)$': '<rootDir>/lib/$1/index.ts' },
} satisfies Config;

const specs = readdirSync(join(__dirname, 'specs'), { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.spec.ts') && !path.includes('node_modules'));

const STARTS_REDIS = /\/(support\/(queues|redis|durable-redis)|scripts\/chaos\/chaos)\.ts'/;

/** Specs that compile many programs: they take minutes, and belong to the command. */
const COMPILES =
  /^introspect\/(alone|client|dialects|flow|graph|limits|modules|types|words|projects|golden|truthful|command|compilers|read-once|real-code)\.spec\.ts$/;

/** Where a spec belongs: a browser, other majors of a client, the compiler, a Redis, or Node alone. */
const projectOf = (spec: string): string => {
  if (spec.startsWith('browser/')) return 'browser';
  if (spec.startsWith('clients/')) return 'clients';
  if (COMPILES.test(spec)) return 'introspect';
  return STARTS_REDIS.test(readFileSync(join(__dirname, 'specs', spec), 'utf8')) ? 'redis' : 'unit';
};

/** These have a package file of their own, so that `npm ci` stays small. */
const WITH_PACKAGES = ['browser', 'clients'];

/** Milliseconds after which a spec counts as hanging: long, so that no spec fails because the machine is busy. */
const HANGING = 120_000;

const project = (displayName: string) => ({
  ...shared,
  displayName,
  setupFilesAfterEnv: WITH_PACKAGES.includes(displayName) ? ['<rootDir>/specs/support/packages-installed.ts'] : [],
  testMatch: specs.filter((spec) => projectOf(spec) === displayName).map((spec) => `<rootDir>/specs/${spec}`),
});

export default {
  projects: ['unit', 'introspect', 'redis', 'browser', 'clients'].map(project),
  maxWorkers: '100%',
  testTimeout: HANGING,
  collectCoverageFrom: ['lib/**/*.ts', 'scripts/introspect/**/*.ts'],
} satisfies Config;
