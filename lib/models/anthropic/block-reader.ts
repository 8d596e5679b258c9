import type { Delta, ToolCallDelta } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import type { Block } from './block.ts';
import { isOpaque, LAYOUT } from './layout.ts';

type Json = Readonly<Record<string, unknown>>;

/** Turns the blocks of an answer, as they arrive, into deltas. */
export interface BlockReader {
  readonly begin: (index: unknown, block: unknown) => Delta | undefined;
  readonly grow: (index: unknown, delta: unknown) => Delta | undefined;
  readonly end: (index: unknown) => Delta | undefined;
  /** Returns what the server needs back; nothing where there are texts and calls alone. */
  readonly layout: () => object;
  /** The number of calls so far. */
  readonly calls: number;
}

/** A block that arrives. Its parts grow in place, because copying them for each delta would be quadratic. */
interface Open {
  readonly kind: string;
  /** The place of the call among the calls. */
  readonly call: number;
  /** Fields as the server gave them. */
  readonly fields: Record<string, unknown>;
  /** JSON of the arguments, so far. */
  json: string;
  /** Length of a text, or of `json`, so far. The text itself is in the deltas. */
  length: number;
}

/**
 * Blocks that the API takes back: thoughts, calls of the server's own functions and their results, summaries of what it has left
 * out, and others of its own (`BetaContentBlockParam` of `@anthropic-ai/sdk`, read 2026-12-01).
 */
const KEPT = /thinking$|_tool_use$|_tool_result$|^(compaction|container_upload|fallback)$/;

/** Returns a reader of blocks. The input of the function `answerTool` is the text of the answer. */
export const blockReader = (answerTool: string | undefined): BlockReader => {
  const blocks = new Map<unknown, Open>();
  let calls = 0;

  const begin = (index: unknown, block: unknown): Delta | undefined => {
    if (!isRecord(block)) return undefined;
    const id = textOf(block['id']);
    // A call that begins a second time would be executed without arguments as well.
    if (id !== '' && id === blocks.get(index)?.fields['id']) return undefined;
    const type = textOf(block['type']);
    const isAnswer = type === 'tool_use' && answerTool !== undefined && block['name'] === answerTool;
    return begun(openAs(index, isAnswer ? 'answer' : type, { ...block }));
  };

  const openAs = (index: unknown, kind: string, fields: Record<string, unknown>): Open => {
    const open = { kind, call: kind === 'tool_use' ? calls++ : -1, fields, json: '', length: 0 };
    blocks.set(index, open);
    return open;
  };

  const grow = (index: unknown, delta: unknown): Delta | undefined => {
    // Servers of others forget to begin a text.
    const open = blocks.get(index);
    if (!isRecord(delta)) return undefined;
    switch (delta['type']) {
      case 'text_delta':
        return texts(open ?? openAs(index, 'text', {}), textOf(delta['text']));
      case 'thinking_delta':
        return thoughts(open ?? openAs(index, 'thinking', {}), textOf(delta['thinking']));
      case 'signature_delta':
        if (open) open.fields['signature'] = `${textOf(open.fields['signature'])}${textOf(delta['signature'])}`;
        return undefined;
      case 'input_json_delta':
        return open && inputs(open, textOf(delta['partial_json']));
      case 'compaction_delta':
        if (open) Object.assign(open.fields, delta);
        return undefined;
      default:
        return undefined;
    }
  };

  const end = (index: unknown): Delta | undefined => {
    const open = blocks.get(index);
    if (open === undefined || open.json !== '' || !isFilled(open.fields['input'])) return undefined;
    return open.call >= 0 || open.kind === 'answer' ? inputs(open, JSON.stringify(open.fields['input'])) : undefined;
  };

  return {
    begin,
    grow,
    end,
    layout() {
      const items = [...blocks.values()].flatMap(toItem);
      return items.some(isOpaque) ? { [LAYOUT]: items } : {};
    },
    get calls() {
      return calls;
    },
  };
};

const begun = (open: Open): Delta | undefined => {
  const { kind, call, fields } = open;
  if (kind === 'tool_use') {
    const named = { name: textOf(fields['name']), arguments: '' };
    return calling({ index: call, id: textOf(fields['id']), type: 'function', function: named });
  }
  if (kind === 'text') return texts(open, textOf(fields['text']));
  return kind === 'thinking' ? thought(textOf(fields['thinking'])) : undefined;
};

const said = (content: string): Delta | undefined => (content === '' ? undefined : { content });
const thought = (text: string): Delta | undefined => (text === '' ? undefined : { reasoning_content: text });
const calling = (call: ToolCallDelta): Delta => ({ tool_calls: [call] });

const texts = (open: Open, text: string): Delta | undefined => {
  open.length += text.length;
  return said(text);
};

const thoughts = (open: Open, text: string): Delta | undefined => {
  open.fields['thinking'] = `${textOf(open.fields['thinking'])}${text}`;
  return thought(text);
};

const inputs = (open: Open, json: string): Delta | undefined => {
  if (json === '') return undefined;
  open.json += json;
  open.length += json.length;
  if (open.kind === 'answer') return said(json);
  return open.call >= 0 ? calling({ index: open.call, function: { arguments: json } }) : undefined;
};

const isFilled = (input: unknown): input is Json => isRecord(input) && Object.keys(input).length > 0;

const toItem = ({ kind, fields, json, length }: Open): readonly Block[] => {
  if (kind === 'text' || kind === 'answer') return [{ type: 'text', length }];
  if (kind === 'tool_use') return [{ type: kind }];
  if (!KEPT.test(kind)) return [];
  return [{ ...fields, type: kind, ...(json !== '' && { input: parsed(json) }) }];
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
};
