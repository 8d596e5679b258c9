import type { ToolCallDelta } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { addPartialArguments } from './partial-arguments.ts';

/** Reads the calls of one answer. */
export interface CallReader {
  /** Number of calls so far. */
  readonly count: number;
  /** Returns the fragments that a `functionCall` makes. */
  readonly take: (call: Json, signature: string) => readonly ToolCallDelta[];
  /** Returns the rest of a call whose last part did not come. */
  readonly close: () => readonly ToolCallDelta[];
}

type Json = Readonly<Record<string, unknown>>;

/** A call of which parts may follow. */
interface OpenCall {
  readonly index: number;
  readonly id: string;
  readonly args: Record<string, unknown>;
}

/**
 * Returns a reader of calls. A call comes whole, or in parts: its name, parts of its arguments, and an end without
 * `willContinue`. Parts may have the id of their call or none. Arguments are told once they are whole, because their parts are
 * no JSON.
 */
export const callReader = (): CallReader => {
  let count = 0;
  let open: OpenCall | undefined;

  const close = (): readonly ToolCallDelta[] => {
    if (open === undefined) return [];
    const { index, args } = open;
    open = undefined;
    return [{ index, function: { arguments: JSON.stringify(args) } }];
  };

  const take = (call: Json, signature: string): readonly ToolCallDelta[] => {
    const before = open !== undefined && isOther(open, call) ? close() : [];
    if (open === undefined && isEmpty(call)) return before;
    const begun = open === undefined ? begin(call) : {};
    open ??= { index: count++, id: textOf(call['id']), args: {} };
    if (isRecord(call['args'])) Object.assign(open.args, call['args']);
    addPartialArguments(open.args, call['partialArgs']);
    const fragment = { index: open.index, ...begun, ...opaqueOf(call, signature) };
    const fragments = Object.keys(fragment).length > 1 ? [...before, fragment] : before;
    return call['willContinue'] === true ? fragments : [...fragments, ...close()];
  };

  return {
    get count() {
      return count;
    },
    take,
    close,
  };
};

const begin = (call: Json): Partial<ToolCallDelta> => ({
  ...(textOf(call['id']) && { id: textOf(call['id']) }),
  type: 'function',
  function: { name: textOf(call['name']) },
});

/** An id tells calls apart. Without ids, a name begins a call. */
const isOther = (open: OpenCall, call: Json): boolean => {
  const id = textOf(call['id']);
  return id !== '' && open.id !== '' ? id !== open.id : textOf(call['name']) !== '';
};

const isEmpty = ({ name, args, partialArgs }: Json): boolean =>
  textOf(name) === '' && args === undefined && partialArgs === undefined;

/** The id is kept as well, because a server that gave none wants none back. */
const opaqueOf = (call: Json, signature: string): object => {
  const google = { ...(textOf(call['id']) && { id: call['id'] }), ...(signature && { thought_signature: signature }) };
  return Object.keys(google).length > 0 ? { extra_content: { google } } : {};
};
