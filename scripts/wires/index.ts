/**
 * Plays recorded answers of servers through our wires and through an independent reader of the same bytes, the providers of the
 * AI SDK, and prints a table: where text, calls, reasoning, finish reason and usage agree.
 *
 *     npm run compare:wires -- <folder>
 *
 * The folder has `chat`, `responses`, `messages` and `gemini`, each with files of one event's JSON a line. Node 24.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../bench/table.ts';
import { ours, oursOverTheirs } from './ours.ts';
import { theirs } from './theirs.ts';

/** An answer as both readers tell it. */
export interface Told {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: string;
  readonly finish: string;
  readonly usage: string;
}

/** The name of a folder, which is an API. */
export type Wire = 'chat' | 'responses' | 'messages' | 'gemini';

const FIELDS = ['text', 'reasoning', 'calls', 'finish', 'usage'] as const;
const WIRES: readonly Wire[] = ['chat', 'responses', 'messages', 'gemini'];

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('npm run compare:wires -- <folder with chat, responses, messages, gemini>');
  process.exit(2);
}

/** Writes the lines of a file as its server streams them. */
const bodyOf = (wire: Wire, text: string): string => {
  const events = text.split('\n').filter((line) => line.trim() !== '');
  const named = wire === 'responses' || wire === 'messages';
  const written = events.map((line) => {
    const type = named ? String((JSON.parse(line) as { readonly type?: unknown }).type) : '';
    return `${named ? `event: ${type}\n` : ''}data: ${line}\n\n`;
  });
  return [...written, ...(wire === 'chat' ? ['data: [DONE]\n\n'] : [])].join('');
};

const failed = (error: unknown): Told => {
  const words = `failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, 80);
  return { text: words, reasoning: '', calls: '', finish: 'error', usage: '' };
};

const rows: string[][] = [];
const differences: string[] = [];
/** Whether a field is the same through `fromAiSdk` and through its provider alone. */
const counts = new Map<Wire, readonly boolean[]>();
for (const wire of WIRES) {
  for (const name of readdirSync(join(folder, wire)).filter((file) => file.endsWith('.txt'))) {
    const body = bodyOf(wire, readFileSync(join(folder, wire, name), 'utf8'));
    const fetch = () => Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    const [own, over, other] = (await Promise.all(
      [ours, oursOverTheirs, theirs].map((read) => read(wire, fetch).catch(failed)),
    )) as [Told, Told, Told];
    counts.set(wire, (counts.get(wire) ?? []).concat(FIELDS.map((field) => over[field] === other[field])));
    rows.push([`${wire}/${name}`, ...FIELDS.map((field) => (own[field] === other[field] ? 'same' : 'differs'))]);
    for (const field of FIELDS) {
      if (own[field] !== other[field]) {
        differences.push(`${wire}/${name}, ${field}:\n  ours   ${shown(own[field])}\n  theirs ${shown(other[field])}`);
      }
    }
  }
}

function shown(value: string): string {
  return JSON.stringify(value.length > 300 ? `${value.slice(0, 300)}…` : value);
}

console.log(table(['answer', ...FIELDS], rows));
const overTheirs = [...counts].map(([wire, each]) => [wire, `${each.filter(Boolean).length} of ${each.length}`]);
console.log(`\n${table(['fromAiSdk(provider) and the provider', 'fields that are the same'], overTheirs)}`);
if (differences.length > 0) console.log(`\n${differences.join('\n')}`);
