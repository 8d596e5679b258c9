import { fallback } from '../../lib/models/fallback.ts';
import { SwarmError } from '../../lib/agent/errors.ts';
import type { ChatCompletionChunk, ChatModel } from '../../lib/messages/types.ts';
import { marbles } from '../support/marbles.ts';
import { content, REQUEST } from '../support/wire.ts';

const chunk = { a: content('a'), b: content('b') };
const ours = new SwarmError('http', 'a is down');
const theirs = new SwarmError('http', 'b is down');

describe('fallback', () => {
  it(
    'asks the first only, where it answers',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('-a|', chunk);
      const b = cold('b|', chunk);
      expectObservable(
        fallback(
          () => a,
          () => b,
        )(REQUEST),
      ).toBe('-a|', chunk);
      expectSubscriptions(a.subscriptions).toBe('^-!');
      expectSubscriptions(b.subscriptions).toBe([]);
    }),
  );

  it(
    'asks the next model when one fails before its answer begins',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold<ChatCompletionChunk>('--#', undefined, ours);
      const b = cold<ChatCompletionChunk>('-#', undefined, theirs);
      const c = cold('-b|', chunk);
      expectObservable(
        fallback(
          () => a,
          () => b,
          () => c,
        )(REQUEST),
      ).toBe('----b|', chunk);
      expectSubscriptions(a.subscriptions).toBe('^-!');
      expectSubscriptions(b.subscriptions).toBe('--^!');
      expectSubscriptions(c.subscriptions).toBe('---^-!');
    }),
  );

  it(
    'does not ask after something was shown',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const b = cold('b|', chunk);
      expectObservable(
        fallback(
          () => cold('a-#', chunk, ours),
          () => b,
        )(REQUEST),
      ).toBe('a-#', chunk, ours);
      expectSubscriptions(b.subscriptions).toBe([]);
    }),
  );

  it(
    'fails with what the last one failed with',
    marbles(({ cold, expectObservable }) => {
      const model = fallback(
        () => cold('#', undefined, ours),
        () => cold('#', undefined, theirs),
      );
      expectObservable(model(REQUEST)).toBe('#', undefined, theirs);
    }),
  );

  it(
    'leaves each one that is under way when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const b = cold<ChatCompletionChunk>('-----', chunk);
      expectObservable(
        fallback(
          () => cold('-#', undefined, ours),
          () => b,
        )(REQUEST),
        '---!',
      ).toBe('-');
      expectSubscriptions(b.subscriptions).toBe('-^-!');
    }),
  );

  it(
    'takes a model that throws for one that fails, and hands each the same request',
    marbles(({ cold, expectObservable }) => {
      const broken: ChatModel = () => {
        throw ours;
      };
      const other = (request: unknown) => cold('(a|)', request === REQUEST ? chunk : {});
      expectObservable(fallback(broken, other)(REQUEST)).toBe('(a|)', chunk);
    }),
  );
});
