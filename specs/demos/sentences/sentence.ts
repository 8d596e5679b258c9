export type DemoName = 'airline' | 'weather' | 'triage' | 'support' | 'shopper';

/** Sentences by demo. */
export type Sentences = Readonly<Record<DemoName, readonly Sentence[]>>;

/** A sentence at the beginning of a conversation, its sensible next step, and words of the assistant before it. */
export type Sentence = readonly [says: string, step: Step, before?: string];

/**
 * A pattern of the answer, or calls of the run: a function and words of its arguments, several joined with `and`,
 * alternatives joined with `or`. `declines` stands for an answer that says plainly that it does not understand or know.
 */
export type Step = string | RegExp;

/** Pattern of an answer that has not understood, or knows nothing. */
export const DECLINES = /did not understand|don't know/;

/** Pattern of an answer that says what the model is. */
export const HONEST = /^(?!.*did not understand).*\bset of rules\b/;

/** Pattern of an answer that cites an article of the help centre. */
export const cites = (article: string): RegExp => new RegExp(`\\[${article}\\](?:\\nSee also: .*)?$`);
