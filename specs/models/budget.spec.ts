import { SwarmError } from 'rxswarm';
import { budget, type BudgetOptions } from 'rxswarm/models';
import { from, of } from 'rxjs';
import { chunk, counts } from '../support/chunks.ts';
import { marbles } from '../support/marbles.ts';
import { all, failureOf } from '../support/synchronous.ts';

const request = { model: 'small', stream: true, messages: [{ role: 'user' as const, content: 'x'.repeat(386) }] };
const prices = { small: { input: 1_000_000, output: 2_000_000 } };

const text = chunk({ content: 'x'.repeat(40) });
const whole = chunk({}, 'stop');

/** Errors as the budget does. */
const usedUp = (sentence: string): SwarmError =>
  new SwarmError('budget', `The budget of ${sentence}. Allow more to go on.`);

describe('budget', () => {
  it('passes everything on while there is some left', () => {
    const answer = [text, whole, counts(10, 5)];
    expect(all(budget({ tokens: 16 })(() => from(answer))(request))).toEqual(answer);
  });

  it('refuses every request once it is used up, and passes on the answer that crossed it', () => {
    const limited = budget({ tokens: 15 })(() => from([whole, counts(10, 5)]));
    expect(all(limited(request))).toHaveLength(2);
    expect(failureOf(limited(request))).toEqual(usedUp('15 tokens is used up: 1 requests used 15'));
  });

  it(
    'stops what is under way when it is crossed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('--(eu|)', { e: whole, u: counts(90, 10) });
      const b = cold('-t----(e|)', { t: text, e: whole });
      const answers = [a, b];
      const limited = budget({ tokens: 100 })(() => answers.shift() ?? of());
      expectObservable(limited(request)).toBe('--(eu|)', { e: whole, u: counts(90, 10) });
      const error = usedUp('100 tokens is used up: 2 requests used 100');
      expectObservable(limited(request)).toBe('-t#', { t: text }, error);
      expectSubscriptions(b.subscriptions).toBe('^-!');
    }),
  );

  it('counts once what servers count in each chunk', () => {
    const limited = budget({ tokens: 100 })(() => from([counts(10, 1), counts(10, 2), counts(10, 3), whole]));
    for (let time = 0; time < 8; time++) expect(all(limited(request))).toHaveLength(4);
    expect(failureOf(limited(request)).message).toMatch('8 requests used 104');
  });

  it('estimates what nobody counted', () => {
    const limited = budget({ tokens: 120 })(() => from([text, whole]));
    expect(all(limited(request))).toHaveLength(2);
    expect(all(limited(request))).toHaveLength(2);
    // 386 characters and the JSON around them are 105 tokens, 40 are 10.
    expect(failureOf(limited(request)).message).toMatch('2 requests used 230');
  });

  it(
    'estimates what was stopped in the middle, and nothing where no answer had come',
    marbles(({ cold, expectObservable }) => {
      const limited = budget({ tokens: 115 })(() => cold('-t---', { t: text }));
      expectObservable(limited(request), '^!').toBe('');
      expectObservable(limited(request), '--^-!').toBe('---t', { t: text });
      const error = usedUp('115 tokens is used up: 2 requests used 115');
      expectObservable(limited(request), '-----^').toBe('-----#', {}, error);
    }),
  );

  it('goes by prices where it is of money, whatever currency that is', () => {
    const limited = budget({ cost: 0.3, prices: { small: { input: 1000, output: 2000 } } })(() =>
      from([whole, counts(100, 50)]),
    );
    expect(all(limited(request))).toHaveLength(2);
    expect(all(limited(request))).toHaveLength(2);
    expect(failureOf(limited(request))).toEqual(usedUp('0.3 is used up: 2 requests used 0.4'));
  });

  it('errors before it asks a model without a price', () => {
    const model = jest.fn(() => of(whole));
    const limited = budget({ cost: 1, prices })(model);
    expect(failureOf(limited({ ...request, model: 'large' }))).toMatchObject({
      type: 'usage',
      message: expect.stringMatching(/^There is no price for model "large"/) as unknown,
    });
    expect(model).not.toHaveBeenCalled();
  });

  it('is shared by all that it is put around', () => {
    const limit = budget({ tokens: 15 });
    expect(all(limit(() => from([whole, counts(10, 5)]))(request))).toHaveLength(2);
    expect(failureOf(limit(() => of(whole))(request)).type).toBe('budget');
  });

  it.each<BudgetOptions>([{ tokens: 0 }, { tokens: NaN }, { cost: -1, prices }])(
    'refuses to be none: %j',
    (options) => {
      expect(() => budget(options)).toThrow('must be a number above 0, got');
    },
  );
});
