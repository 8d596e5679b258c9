/**
 * Matches the end of the thoughts that some models tell before the answer: a closing tag, also `</seed:think>`, Kimi's `◁/think▷`,
 * Cohere's marker, and the header of the last channel of gpt-oss.
 */
export const THOUGHTS_END =
  /<\/(?:\w{1,16}:)?(?:think|thinking|thoughts?|reasoning|reflection|analysis)>|◁\/think▷|<\|END_THINKING\|>|<\|channel\|>final<\|message\|>/i;

/** The longest end. It may arrive in pieces. */
export const LONGEST_END = 32;

/** The letters that an answer begins with: JSON or a code fence. */
export const ANSWER_BEGINS = '{[`';

/** Returns a text without the thoughts before its JSON. They may end several times, and some lack the opening tag. */
export const withoutThoughts = (text: string): string => {
  let rest = text;
  for (;;) {
    const end = ANSWER_BEGINS.includes(rest.trimStart().charAt(0)) ? null : THOUGHTS_END.exec(rest);
    if (end === null) return rest;
    rest = rest.slice(end.index + end[0].length);
  }
};
