import type { Message } from 'rxswarm';

/** A conversation, and the agent's expected next step. */
export interface Case {
  /** Name of the active agent. */
  readonly agent: string;
  readonly messages: readonly Message[];
  /** Name of the function that the agent should call; `null` when it should answer with text. */
  readonly expected: string | null;
}

/**
 * Reads the cases of a file.
 * @throws Error that names the file and the case that is not valid.
 */
export const readCases = (json: string, file: string): readonly Case[] => {
  const cases = parsed(json, file);
  if (!Array.isArray(cases) || cases.length === 0) throw new Error(`${file} must hold a list of cases.`);
  cases.forEach((candidate: unknown, index) => {
    const problem = problemOf(candidate);
    if (problem !== undefined) throw new Error(`${file}: case ${String(index + 1)} ${problem}.`);
  });
  return cases as readonly Case[];
};

const parsed = (json: string, file: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error(`${file} is not JSON.`);
  }
};

const problemOf = (candidate: unknown): string | undefined => {
  const { agent, messages, expected } = (candidate ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof agent !== 'string') return 'needs the name of an agent';
  if (!Array.isArray(messages) || messages.length === 0) return 'needs messages';
  return typeof expected === 'string' || expected === null ? undefined : 'needs `expected`, a function or null';
};

/** Returns the title of a case in reports: its last words. */
export const titleOf = ({ agent, messages }: Case): string => {
  const content = messages.at(-1)?.content;
  return `${agent}: "${typeof content === 'string' ? content : JSON.stringify(content)}"`;
};
