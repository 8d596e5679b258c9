/**
 * A sentence of a user, and the sensible next step of the first agent: a function and words of its arguments,
 * several calls joined with `and`, alternatives joined with `or`; `asks` is a question back, `declines` says plainly that
 * the sentence was not understood.
 */
export type Sentence = readonly [says: string, step: string];
