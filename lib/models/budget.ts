import { defer, filter, finalize, map, Subject, takeUntil, tap } from 'rxjs';
import { checkOption, SwarmError } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatModel, Usage } from '../messages/types.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import { costOf, priceOf, type Prices } from './cost.ts';
import { consumption } from './limit/tokens.ts';

/** The limit of `budget()`: a number of tokens, or an amount of money at these prices; above 0. */
export type BudgetOptions =
  | {
      /** Number of tokens, of requests and answers together; above 0. */
      readonly tokens: number;
      /** Absent: tokens are the limit. */
      readonly cost?: never;
      /** Absent: tokens have no price here. */
      readonly prices?: never;
    }
  | {
      /** Amount of money, in the currency of `prices`; above 0. */
      readonly cost: number;
      /** Price of each model that is asked. A model without a price fails with `usage`. */
      readonly prices: Prices;
      /** Absent: money is the limit. */
      readonly tokens?: never;
    };

/**
 * Stops everything when its amount is used up: requests under way error with type `budget`, and so does every later one. The
 * answer that crossed the limit is passed on, because it is paid for. All chat models that one budget is put around share it.
 *
 * It goes by the server's counts, which come at the end of an answer: requests under way at that moment come on top. An answer
 * that the server did not count, or that was stopped in the middle, is estimated at four characters a token.
 *
 * @example
 * const affordable = budget({ cost: 5, prices: { 'gpt-4o': { input: 2.5, output: 10 } } })(http());
 *
 * @throws SwarmError `usage` for a limit that is not above 0. A model without a price is not asked: its request errors with the
 * same type.
 */
export const budget = (options: BudgetOptions): ((model: ChatModel) => ChatModel) => {
  refuseUnknown('budget()', options, ['tokens', 'cost', 'prices']);
  const { limit, amountOf, unit } = accountOf(options);
  const crossed$ = new Subject<object>();
  let used = 0;
  let requests = 0;

  const isUsedUp = (): boolean => used >= limit;
  const usedUp = (): SwarmError => {
    const sum = `${requests} requests used ${round(used)}`;
    return new SwarmError('budget', `The budget of ${round(limit)}${unit} is used up: ${sum}. Allow more to go on.`);
  };
  const use = (amount: number, by: object): void => {
    const wasWithin = !isUsedUp();
    used += amount;
    if (wasWithin && isUsedUp()) crossed$.next(by);
  };
  const failing = map((): never => {
    throw usedUp();
  });
  return (model) => (request) =>
    defer(() => {
      if (options.prices) priceOf(request.model, options.prices);
      if (isUsedUp()) throw usedUp();
      requests++;
      const own = consumption();
      let counted = 0;
      const count = (): void => {
        const amount = amountOf(own.usage(request) ?? NOTHING, request.model);
        use(amount - counted, own);
        counted = amount;
      };
      const others$ = crossed$.pipe(filter((by) => by !== own));
      return model(request).pipe(
        tap((chunk) => {
          own.read(chunk);
          if (chunk.usage) count();
        }),
        finalize(count),
        takeUntil(others$.pipe(inSubscriberContext(), failing)),
      );
    });
};

const NOTHING: Usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

interface Account {
  readonly limit: number;
  readonly unit: string;
  readonly amountOf: (usage: Usage, model: string) => number;
}

const accountOf = ({ tokens, cost, prices }: BudgetOptions): Account => {
  if (cost === undefined) {
    checkOption('budget({ tokens })', tokens, 'a number above 0', tokens > 0);
    return { limit: tokens, unit: ' tokens', amountOf: (usage) => usage.total_tokens };
  }
  checkOption('budget({ cost })', cost, 'a number above 0', cost > 0);
  return { limit: cost, unit: '', amountOf: (usage, model) => costOf([{ model, usage }], prices) };
};

/** Rounds away the digits that adding fractions leaves. */
const round = (amount: number): string => String(Number(amount.toPrecision(12)));
