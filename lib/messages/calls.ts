import { textOf } from '../util/text-of.ts';
import { isRecord } from '../util/is-record.ts';
import { addExtra, type PartialExtra } from './extra.ts';
import { EMPTY_SCAN, type JsonScan, scanJson } from './json-scan.ts';
import type { ToolCall, ToolCallDelta } from './types.ts';

/** A call of which fragments have arrived. */
export interface PartialCall {
  /** The server's number for it; some servers leave it out. */
  readonly index: number | undefined;
  /** The call so far: its id and name are `''` until they arrive. */
  readonly call: ToolCall;
  /** True when an earlier call has the same id. */
  readonly isDouble: boolean;
  /** Tells when the arguments are whole. */
  readonly scan: JsonScan;
  /** Fields of the call that the API does not define, such as a signature. They grow in place. Absent until one arrives. */
  readonly extra: PartialExtra | undefined;
  /** The same of its `function`. */
  readonly functionExtra: PartialExtra | undefined;
}

/**
 * The calls of a message that is arriving. They grow in place, and are found by their index or id, because copying or searching
 * them for each fragment would make many calls quadratic.
 */
export interface PartialCalls {
  readonly list: PartialCall[];
  /** The place of the last call with an index. */
  readonly byIndex: Map<number, number>;
  /** The place of the last call with an id. */
  readonly byId: Map<string, number>;
}

/** Returns the calls of a message before its first fragment. */
export const noCalls = (): PartialCalls => ({ list: [], byIndex: new Map(), byId: new Map() });

/** Adds the `tool_calls` of a delta. Anything in them that is not a fragment of a call is ignored. */
export const addFragments = (calls: PartialCalls, fragments: unknown): void => {
  if (!Array.isArray(fragments)) return;
  (fragments as readonly unknown[]).forEach((fragment, position) => {
    if (isRecord(fragment)) addFragment(calls, fragment, position > 0);
  });
};

const addFragment = (calls: PartialCalls, fragment: ToolCallDelta, follows: boolean): void => {
  const place = placeOf(calls, fragment, follows);
  const known = calls.list[place];
  const merged = mergeCall(known, fragment);
  const {
    index,
    call: { id },
  } = merged;
  if (index !== undefined) calls.byIndex.set(index, place);
  const isNamed = id !== '' && id !== known?.call.id;
  calls.list[place] = isNamed && calls.byId.has(id) ? { ...merged, isDouble: true } : merged;
  if (isNamed) calls.byId.set(id, place);
};

/** Where a fragment belongs among the calls: behind the last one where it begins a call. */
const placeOf = ({ list, byIndex, byId }: PartialCalls, fragment: ToolCallDelta, follows: boolean): number => {
  const index = indexOf(fragment);
  const id = textOf(fragment.id);
  const last = list.length - 1;
  if (index !== undefined) {
    const place = byIndex.get(index);
    return place === undefined || beginsAnother(list[place], fragment) ? list.length : place;
  }
  const named = textOf(fragment.function?.name) !== '';
  if (id !== '') return byId.get(id) ?? (named || last === -1 ? list.length : last);
  // Without index and id, entries side by side in one delta are calls of their own.
  return last === -1 || (named && (follows || isComplete(list[last]))) ? list.length : last;
};

/** Some servers number every call 0. A new name and id then begin a call, once the arguments before are whole. */
const beginsAnother = (known: PartialCall | undefined, fragment: ToolCallDelta): boolean => {
  const name = textOf(fragment.function?.name);
  const id = textOf(fragment.id);
  if (known === undefined || name === '' || (id !== '' && id === known.call.id)) return false;
  return isComplete(known)
    ? id !== '' || hasArguments(fragment)
    : id !== '' && known.call.function.arguments === '' && name !== known.call.function.name;
};

const isComplete = (known: PartialCall | undefined): boolean => known?.scan.isWhole ?? false;

const mergeCall = (known: PartialCall | undefined, fragment: ToolCallDelta): PartialCall => {
  const before = known?.call.function ?? { name: '', arguments: '' };
  const added = fragment.function?.arguments;
  const isWhole = isRecord(added);
  const input = isWhole ? written(added) : textOf(added);
  return {
    index: known?.index ?? indexOf(fragment),
    call: {
      id: known?.call.id || textOf(fragment.id),
      type: 'function',
      function: {
        name: mergeName(before, textOf(fragment.function?.name)),
        arguments: isWhole ? input : before.arguments + input,
      },
    },
    isDouble: known?.isDouble ?? false,
    scan: scanJson(isWhole || !known ? EMPTY_SCAN : known.scan, input),
    extra: withUnknown(known?.extra, fragment, CALL_FIELDS),
    functionExtra: withUnknown(known?.functionExtra, fragment.function, FUNCTION_FIELDS),
  };
};

const CALL_FIELDS: ReadonlySet<string> = new Set(['index', 'id', 'type', 'function']);
const FUNCTION_FIELDS: ReadonlySet<string> = new Set(['name', 'arguments']);

/** Adds the fields of a fragment that the API does not define. */
const withUnknown = (
  before: PartialExtra | undefined,
  fragment: object | null | undefined,
  known: ReadonlySet<string>,
): PartialExtra | undefined => {
  let extra = before;
  for (const key in fragment) if (!known.has(key)) addExtra((extra ??= {}), key, (fragment as PartialExtra)[key]);
  return extra;
};

/** Returns text that is no JSON for arguments that are nested too deep to be written: the model is told so. */
const written = (added: object): string => {
  try {
    return JSON.stringify(added);
  } catch {
    return '…';
  }
};

/** Some servers repeat the name in each fragment, some split it. It is whole once the arguments have begun. */
const mergeName = (before: ToolCall['function'], name: string): string =>
  before.name === name || before.arguments !== '' ? before.name || name : before.name + name;

const hasArguments = ({ function: called }: ToolCallDelta): boolean =>
  isRecord(called?.arguments) || textOf(called?.arguments).trim() !== '';

const indexOf = ({ index }: ToolCallDelta): number | undefined =>
  Number.isSafeInteger(index) ? (index as number) : undefined;
