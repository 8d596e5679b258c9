import type { Lock, LockedTool } from './model.ts';

/** What changed from one lock to another, a line each, as a reviewer wants to read it. */
export const changesOf = (before: Lock, after: Lock): readonly string[] => [
  ...(before.tokenizer === after.tokenizer
    ? []
    : [`tokens are counted by ${after.tokenizer}, no longer by ${before.tokenizer}`]),
  ...keysOf(before.tools, after.tools).flatMap((key) =>
    ofTool(key.replace(/^.*#/, ''), before.tools[key], after.tools[key]),
  ),
  ...keysOf(before.agents, after.agents).flatMap((name) => ofAgent(name, before.agents[name], after.agents[name])),
];

const keysOf = (before: object, after: object): readonly string[] => [
  ...new Set([...Object.keys(before), ...Object.keys(after)]),
];

const ofTool = (name: string, before: LockedTool | undefined, after: LockedTool | undefined): readonly string[] => {
  if (before === undefined) return [`${name}: was added`];
  if (after === undefined) return [`${name}: was removed`];
  if (before.hash === after.hash) return [];
  const lines = [
    ...(before.description === after.description ? [] : ['its description changed']),
    ...keysOf(before.parameters, after.parameters).flatMap((key) =>
      ofParameter(key, before.parameters[key], after.parameters[key]),
    ),
  ];
  return (lines.length > 0 ? lines : ['changed']).map((line) => `${name}: ${line}`);
};

const ofParameter = (name: string, before: string | undefined, after: string | undefined): readonly string[] => {
  const [was, wasHash] = before?.split(' ') ?? [];
  const [is, isHash] = after?.split(' ') ?? [];
  const parameter = `parameter "${name}"`;
  if (was === undefined) return [`${parameter} was added (${is ?? ''})`];
  if (is === undefined) return [`${parameter} was removed`];
  return [
    ...(was === is ? [] : [`${parameter} is ${is}, no longer ${was}`]),
    ...(wasHash === isHash ? [] : [`${parameter} changed`]),
  ];
};

const ofAgent = (name: string, before: number | undefined, after: number | undefined): readonly string[] => {
  if (before === after) return [];
  if (before === undefined) return [`${name}: was added, ${String(after)} tokens`];
  return [after === undefined ? `${name}: was removed` : `${name}: ${String(before)} → ${String(after)} tokens`];
};
