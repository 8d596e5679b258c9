import type { Delta, ToolCallDelta } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { callReader } from './call-reader.ts';
import type { SignedPart } from './signed-part.ts';

/** Reads the parts of one answer. */
export interface PartReader {
  /** True once a call came. */
  readonly hasCalls: boolean;
  /** Returns the delta that parts make. `isEnd`: no other parts follow. */
  readonly take: (parts: readonly unknown[], isEnd: boolean) => Delta;
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

  return {
    get hasCalls() {
      return calls.count > 0;
    },
    take(parts, isEnd) {
      let content = '';
      let thoughts = '';
      const fragments: ToolCallDelta[] = [];
      const places: SignedPart[] = [];
      for (const part of parts) {
        if (!isRecord(part)) continue;
        const signature = textOf(part['thoughtSignature']);
        if (isRecord(part['functionCall'])) {
          fragments.push(...calls.take(part['functionCall'], signature));
          continue;
        }
        const text = textOf(part['text']);
        const isThought = part['thought'] === true;
        if (signature) places.push(placed(text, isThought, signature));
        if (isThought) thoughts += text;
        else content += text;
        if (!isThought) length += text.length;
      }
      if (isEnd) fragments.push(...calls.close());
      return toDelta(content, thoughts, fragments, places);
    },
  };
};

const toDelta = (
  content: string,
  thoughts: string,
  calls: readonly ToolCallDelta[],
  places: readonly SignedPart[],
): Delta => ({
  ...(content && { content }),
  ...(thoughts && { reasoning_content: thoughts }),
  ...(calls.length > 0 && { tool_calls: calls }),
  ...(places.length > 0 && { extra_content: { google: { parts: places } } }),
});
