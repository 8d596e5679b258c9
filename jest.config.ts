/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const swc: [string, Record<string, unknown>] = ['@swc/jest', { jsc: { parser: { syntax: 'typescript' } } }];

export default {
  testMatch: ['<rootDir>/specs/**/*.spec.ts'],
  transform: { '\\.m?[jt]s$': swc },
  // Four are published as ES modules only, and Jest runs CommonJS; the fifth imports parts of itself when it needs them.
  transformIgnorePatterns: [
    '/node_modules/(?!(typebox|eventsource-parser|jose|@angular/core|@opentelemetry/otlp-exporter-base)/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/coverage/'],
  collectCoverageFrom: ['lib/**/*.ts', 'scripts/introspect/**/*.ts'],
  // What a user types is what the specs and demos type; it resolves to the sources, so that nothing has to be built first.
  moduleNameMapper: { '^rxswarm$': '<rootDir>/lib/index.ts', '^rxswarm/(.*)$': '<rootDir>/lib/$1/index.ts' },
} satisfies Config;
