import type { Delta, ToolCallDelta } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { callReader } from './call-reader.ts';
import type { SignedPart } from './signed-part.ts';

/** Reads the parts of one answer. */
export interface PartReader {
  /** True once a call came. */
  readonly hasCalls: boolean;
  /** Returns the delta that parts make; `undefined` where they add nothing. `isEnd`: no other parts follow. */
  readonly take: (parts: readonly unknown[], isEnd: boolean) => Delta | undefined;
}

/** Returns a reader that keeps count of the text and the calls, so that each signature finds its part again. */
export const partReader = (): PartReader => {
  const calls = callReader();
  let signed = 0;
  let length = 0;

  const placed = (text: string, isThought: boolean, signature: string): SignedPart => ({
    index: signed++,
    start: length,
    end: isThought ? length : length + text.length,
    calls: calls.count,
    ...(isThought && { thought: text }),
    thought_signature: signature,
  });

  const addText = (delta: PartialDelta, text: string, isThought: boolean, signature: string): void => {
    if (signature)
      (delta.extra_content ??= { google: { parts: [] } }).google.parts.push(placed(text, isThought, signature));
    if (text === '') return;
    if (isThought) delta.reasoning_content = (delta.reasoning_content ?? '') + text;
    else {
      delta.content = (delta.content ?? '') + text;
      length += text.length;
    }
  };

  return {
    get hasCalls() {
      return calls.count > 0;
    },
    take(parts, isEnd) {
      const delta: PartialDelta = {};
      for (const part of parts) {
        if (!isRecord(part)) continue;
        const signature = textOf(part['thoughtSignature']);
        if (isRecord(part['functionCall'])) addCalls(delta, calls.take(part['functionCall'], signature));
        else addText(delta, textOf(part['text']), part['thought'] === true, signature);
      }
      if (isEnd) addCalls(delta, calls.close());
      return Object.keys(delta).length === 0 ? undefined : delta;
    },
  };
};

/** A delta that grows while the parts of an event are read. */
type PartialDelta = { -readonly [Name in keyof Omit<Delta, 'tool_calls'>]: Delta[Name] } & {
  tool_calls?: ToolCallDelta[];
  extra_content?: { readonly google: { readonly parts: SignedPart[] } };
};

const addCalls = (delta: PartialDelta, calls: readonly ToolCallDelta[]): void => {
  if (calls.length > 0) (delta.tool_calls ??= []).push(...calls);
};
