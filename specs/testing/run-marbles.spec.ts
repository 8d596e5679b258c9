import { Agent, Swarm } from 'rxswarm';
import { text } from 'rxswarm/operators';
import { runMarbles } from 'rxswarm/testing';

const messages = [{ role: 'user', content: 'Hi' }] as const;

describe('runMarbles()', () => {
  it('draws the chunks of a model and the events of its run', () => {
    runMarbles(({ chunks, expectObservable, expectSubscriptions, cold }) => {
      const answer$ = cold('-a-b-|', {
        a: { choices: [{ index: 0, delta: { content: 'Hello' } }] },
        b: { choices: [{ index: 0, delta: { content: ' Ada' } }] },
      });
      expectObservable(chunks('-a-b-|', { a: 'Hello', b: { content: ' Ada' } })).toBe('-a-b-|', {
        a: { choices: [{ index: 0, delta: { content: 'Hello' } }] },
        b: { choices: [{ index: 0, delta: { content: ' Ada' } }] },
      });
      const run$ = new Swarm(() => answer$).run({ agent: new Agent(), messages });
      expectObservable(run$.pipe(text()), '^--!').toBe('-a-', { a: 'Hello' });
      expectSubscriptions(answer$.subscriptions).toBe('^--!');
    });
  });

  it('takes a letter without a value as text', () => {
    runMarbles(({ chunks, expectObservable }) => {
      const run$ = new Swarm(() => chunks('-a-b-|')).run({ agent: new Agent(), messages });
      expectObservable(run$.pipe(text())).toBe('-a-b-|');
    });
  });

  it('throws an error with both drawings when they differ', () => {
    const test = () =>
      runMarbles(({ chunks, expectObservable }) => {
        expectObservable(new Swarm(() => chunks('-a|')).run({ agent: new Agent(), messages }).pipe(text())).toBe(
          '--a|',
        );
      });
    expect(test).toThrow(/Not as drawn\.\nexpected \{"frame":2.*\n.*\ngot {6}\{"frame":1/);
  });
});
