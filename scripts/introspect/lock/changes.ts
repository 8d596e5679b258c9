import type { Lock, LockedOutput, LockedTool } from './model.ts';

/** Describes the difference between two locks, one change a line, for reviewers. */
export const changesOf = (before: Lock, after: Lock): readonly string[] => [
  ...(before.tokenizer === after.tokenizer
    ? []
    : [`tokens are counted by ${after.tokenizer}, no longer by ${before.tokenizer}`]),
  ...keysOf(before.tools, after.tools).flatMap((key) =>
    ofSchema(key.replace(/^.*#/, ''), tool(before.tools[key]), tool(after.tools[key])),
  ),
  ...keysOf(before.outputs, after.outputs).flatMap((key) =>
    ofSchema(key.replace(/^.*#/, ''), output(before.outputs[key]), output(after.outputs[key])),
  ),
  ...keysOf(before.agents, after.agents).flatMap((name) => ofAgent(name, before.agents[name], after.agents[name])),
];

const keysOf = (before: object, after: object): readonly string[] => [
  ...new Set([...Object.keys(before), ...Object.keys(after)]),
];

/** Names of the parts of a tool or an output, and their recorded properties. */
interface Locked {
  readonly hash: string;
  readonly description: string;
  readonly word: 'parameter' | 'property';
  readonly parts: LockedTool['parameters'];
}

const tool = (locked: LockedTool | undefined): Locked | undefined =>
  locked && { ...locked, word: 'parameter', parts: locked.parameters };

const output = (locked: LockedOutput | undefined): Locked | undefined =>
  locked && { ...locked, word: 'property', parts: locked.properties };

const ofSchema = (name: string, before: Locked | undefined, after: Locked | undefined): readonly string[] => {
  if (before === undefined) return [`${name}: was added`];
  if (after === undefined) return [`${name}: was removed`];
  if (before.hash === after.hash) return [];
  const lines = [
    ...(before.description === after.description ? [] : ['its description changed']),
    ...keysOf(before.parts, after.parts).flatMap((key) =>
      ofPart(`${after.word} "${key}"`, before.parts[key], after.parts[key]),
    ),
  ];
  return (lines.length > 0 ? lines : ['changed']).map((line) => `${name}: ${line}`);
};

const ofPart = (part: string, before: string | undefined, after: string | undefined): readonly string[] => {
  const [was, wasHash] = before?.split(' ') ?? [];
  const [is, isHash] = after?.split(' ') ?? [];
  if (was === undefined) return [`${part} was added (${is ?? ''})`];
  if (is === undefined) return [`${part} was removed`];
  return [
    ...(was === is ? [] : [`${part} is ${is}, no longer ${was}`]),
    ...(wasHash === isHash ? [] : [`${part} changed`]),
  ];
};

const ofAgent = (name: string, before: number | undefined, after: number | undefined): readonly string[] => {
  if (before === after) return [];
  if (before === undefined) return [`${name}: was added, ${String(after)} tokens`];
  return [after === undefined ? `${name}: was removed` : `${name}: ${String(before)} → ${String(after)} tokens`];
};
