import { usageError } from '../agent/errors.ts';
import type { AgentUsage } from '../messages/events.ts';
import type { Usage } from '../messages/types.ts';
import { shorten } from '../util/stringify.ts';

/** The prices of a model, per million tokens, in the caller's currency. */
export interface Price {
  /** For the prompt. */
  readonly input: number;
  /** For the completion. */
  readonly output: number;
  /** For the part of the prompt that came from the server's cache. Default: as `input`. */
  readonly cachedInput?: number;
  /** For the part of the prompt that went into the server's cache. Default: as `input`. */
  readonly cacheWrite?: number;
}

/** Prices by the name of the model, as requests have it. */
export type Prices = Readonly<Record<string, Price>>;

const MILLION = 1_000_000;

/**
 * Returns the cost of a response's `usageByAgent`, or of those of many responses together. No usage costs 0.
 *
 * @example
 * costOf(response.usageByAgent, { 'gpt-4o': { input: 2.5, output: 10 } });
 *
 * @throws SwarmError `usage` for a model without a price, because a sum without it would be wrong.
 */
export const costOf = (used: readonly Omit<AgentUsage, 'agent'>[] | undefined, prices: Prices): number =>
  (used ?? []).reduce((sum, { model, usage }) => sum + cost(usage, priceOf(model, prices)), 0);

const cost = (
  { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details }: Usage,
  price: Price,
) => {
  const cached = details?.['cached_tokens'] ?? 0;
  const written = details?.['cache_write_tokens'] ?? 0;
  const { cachedInput = price.input, cacheWrite = price.input } = price;
  const prompt = (input - cached - written) * price.input + cached * cachedInput + written * cacheWrite;
  return (prompt + output * price.output) / MILLION;
};

/** Returns the price of a model. Throws a `usage` error if `prices` lacks the model. */
export const priceOf = (model: string, prices: Prices): Price => {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (price !== undefined) return price;
  throw usageError(
    `There is no price for model "${shorten(model, 80)}": add it to prices, { input, output } per million.`,
  );
};
