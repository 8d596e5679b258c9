import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Functions of each file. */
export const FUNCTIONS = 4;

/** A project of generated sources. */
export interface Project {
  readonly folder: string;
  readonly files: readonly string[];
  readonly remove: () => void;
}

const SHARED = '/** Where. */\nexport interface Address { street: string; city: string; country?: string }\n';

const CONFIG = {
  ...{ strict: true, target: 'es2022', module: 'nodenext', lib: ['es2022', 'dom'] },
  ...{ allowImportingTsExtensions: true, noEmit: true },
};

const source = (file: number): string => `
import type { Address } from './shared.ts';
/** An order of file ${String(file)}. */
export interface Order${String(file)} { id: string; items: { sku: string; quantity?: number }[]; to: Address; state: 'open' | 'paid' | 'sent' }
${Array.from(
  { length: FUNCTIONS },
  (_, index) => `
/**
 * Changes an order.
 * @param order - The order.
 * @param amount - How much.
 */
export function change${String(file)}_${String(index)}(order: Order${String(file)}, amount = ${String(index)}, options: Partial<Order${String(file)}> = {}): string {
  return order.id + String(amount) + String(options.id);
}`,
).join('\n')}
`;

/** Makes a project in a folder of its own. */
export const introspectProject = (count: number): Project => {
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-'));
  const files = Array.from({ length: count }, (_, index) => join(folder, `functions${String(index)}.ts`));
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'shared.ts'), SHARED);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: CONFIG }));
  for (const [index, file] of files.entries()) writeFileSync(file, source(index));
  return {
    folder,
    files,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
};
