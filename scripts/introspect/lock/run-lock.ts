import { resolve } from 'node:path';
import type { Io } from '../io.ts';
import { onDisk, write } from '../outputs.ts';
import type { GroupResult } from '../results.ts';
import { usageProblem } from '../usage-problem.ts';
import { changesOf } from './changes.ts';
import { lockOf, type Tokenizer } from './lock.ts';
import type { Lock } from './model.ts';

const NOTHING: Lock = { tokenizer: '', tools: {}, outputs: {}, agents: {} };

/** Writes the lock, or prints what it would change. Returns true when `--check` found a difference. */
export const runLock = async (
  { files, prompts }: Pick<GroupResult, 'files' | 'prompts'>,
  { lock, check }: { readonly lock: string; readonly check: boolean },
  io: Io,
): Promise<boolean> => {
  const path = resolve(lock);
  const before = onDisk(path);
  const now = lockOf(files, prompts, await tokenizer());
  const text = `${JSON.stringify(now, null, 2)}\n`;
  if (before === text) return false;
  const changes = before === undefined ? [] : changesOf(parsed(before, lock), now);
  for (const change of changes) io.error(change);
  if (!check) write({ path, text });
  io.error(check ? `${lock} is stale; run the command again without --check` : `wrote ${lock}`);
  return check;
};

const parsed = (text: string, lock: string): Lock => {
  try {
    return { ...NOTHING, ...(JSON.parse(text) as Partial<Lock>) };
  } catch {
    throw usageProblem(`${lock} is not a lock file: it is not JSON`);
  }
};

/** The tokenizer is an optional package, because its tables are larger than everything else together. */
const tokenizer = async (): Promise<Tokenizer> => {
  try {
    const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
    return { name: 'gpt-tokenizer o200k_base', count: (text) => countTokens(text) };
  } catch {
    throw usageProblem('--lock counts tokens with gpt-tokenizer; run "npm install --save-dev gpt-tokenizer"');
  }
};
