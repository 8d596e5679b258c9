import type { Message } from 'rxswarm';

/** A conversation, and what the agent should do next. */
export interface Case {
  /** The one that is active, by name. */
  readonly agent: string;
  readonly messages: readonly Message[];
  /** The function it should call; null where it should talk. */
  readonly expected: string | null;
}

/** The cases of a file. @throws one sentence that names the file, and the case that is not one. */
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

/** What a case is called in a report: its last words. */
export const titleOf = ({ agent, messages }: Case): string => {
  const content = messages.at(-1)?.content;
  return `${agent}: "${typeof content === 'string' ? content : JSON.stringify(content)}"`;
};
