import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { diff } from '../diff.ts';
import { filesOf } from '../files.ts';
import { locate } from '../format/locate.ts';
import type { Io } from '../io.ts';
import type { Options } from '../options.ts';
import { onDisk, write } from '../outputs.ts';
import { openProgram } from '../parse/program.ts';
import { readerOf } from '../parse/reader.ts';
import { groupsOf } from '../results.ts';
import { usageProblem } from '../usage-problem.ts';
import { contextLints } from './context-lints.ts';
import { conversationLints } from './conversation-lints.ts';
import { graphJson, mermaid } from './draw.ts';
import { agentErrors, graphWarnings } from './lints.ts';
import type { Graph } from './model.ts';

/** Draws the graph, prints its lints, and returns the exit status. */
export const runGraph = (options: Options, io: Io): number => {
  const [group, other] = groupsOf(filesOf(options.patterns), options.project);
  if (group === undefined || other !== undefined)
    throw usageProblem('--graph draws one project; name it with --project');
  const files = [...group.files, ...group.files.flatMap(unwrittenSources)];
  const graph = readerOf(openProgram({ ...group, files })).graph();
  if (graph.agents.length === 0) throw usageProblem(`${options.patterns.join(' ')} has no agents`);
  const found = [
    ...agentErrors(graph.agents),
    ...contextLints(graph),
    ...graphWarnings(graph),
    ...conversationLints(graph),
  ];
  const errors = found.filter(({ severity }) => severity === 'error');
  const warnings = found.filter(({ severity }) => severity !== 'error');
  for (const diagnostic of [...errors, ...warnings]) io.error(locate(diagnostic));
  const isStale = deliver(drawn(graph, options), options, io);
  return errors.length > 0 || isStale ? 1 : 0;
};

/**
 * Adds the sources of bound modules that are not written yet, because nothing imports these sources but they say which
 * agents are returned.
 */
const unwrittenSources = (file: string): readonly string[] =>
  [...(onDisk(file) ?? '').matchAll(/['"](\.[^'"]*)\.schemas(?:\.[cm]?[jt]s)?['"]/g)].flatMap(([, stem = '']) =>
    ['.ts', '.tsx', '.mts', '.js']
      .map((extension) => resolve(dirname(file), stem + extension))
      .filter(existsSync)
      .slice(0, 1),
  );

const drawn = (graph: Graph, { graph: form }: Options): string => (form === 'json' ? graphJson(graph) : mermaid(graph));

/**
 * Writes the drawing to the terminal, a file, or the first diagram of a Markdown page. Returns true when `--check`
 * found a difference.
 */
const deliver = (text: string, { out, check }: Options, io: Io): boolean => {
  if (out === undefined) {
    if (!check) io.out(text);
    return false;
  }
  const path = resolve(out);
  const before = onDisk(path);
  const after = out.endsWith('.md') ? withDiagram(before ?? '', text, out) : `${text}\n`;
  if (before === after) return false;
  if (!check) write({ path, text: after });
  io.error(
    check ? `${out} is stale; run the command again without --check\n${diff(before ?? '', after)}` : `wrote ${out}`,
  );
  return check;
};

const withDiagram = (page: string, text: string, out: string): string => {
  if (!/```mermaid\n[\s\S]*?```/.test(page)) throw usageProblem(`${out} has no mermaid block to write into`);
  return page.replace(/```mermaid\n[\s\S]*?```/, () => `\`\`\`mermaid\n${text}\n\`\`\``);
};
