import { usageError } from '../agent/errors.ts';
import type { AgentUsage } from '../messages/events.ts';
import type { Usage } from '../messages/types.ts';

/** What a model costs, per million tokens, in whatever currency the caller counts. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** For what of the input came from the server's cache. Default: as `input`. */
  readonly cachedInput?: number;
}

/** By the model's name, as it is asked for. */
export type Prices = Readonly<Record<string, Price>>;

const MILLION = 1_000_000;

/**
 * What was used, times what it costs: of a response's `usageByAgent`, or of those of many. Nothing used costs 0.
 *
 * @throws SwarmError `usage` for a model that has no price: a sum without it would be wrong.
 */
export const costOf = (used: readonly Omit<AgentUsage, 'agent'>[] | undefined, prices: Prices): number =>
  (used ?? []).reduce((sum, { model, usage }) => sum + cost(usage, priceOf(model, prices)), 0);

const cost = (
  { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details }: Usage,
  price: Price,
) => {
  const cached = details?.['cached_tokens'] ?? 0;
  return (
    ((input - cached) * price.input + cached * (price.cachedInput ?? price.input) + output * price.output) / MILLION
  );
};

/** @throws SwarmError `usage` where there is none. */
export const priceOf = (model: string, prices: Prices): Price => {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (price !== undefined) return price;
  throw usageError(`There is no price for model "${model}": add it to prices, { input, output } per million.`);
};
