import { concat, from, Subject, throwError } from 'rxjs';
import { Agent, type RunOptions, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { says } from '../../support/chunks.ts';

const input: RunOptions = { agent: new Agent(), messages: [{ role: 'user', content: 'Hi' }] };
const thrown = new Error('The file ends here.');

const SOURCES = {
  'an iterable': function* () {
    yield input;
    yield input;
    throw thrown;
  },
  'an async iterable': async function* () {
    yield input;
    await Promise.resolve();
    yield input;
    throw thrown;
  },
  'an Observable': () =>
    concat(
      from([input, input]),
      throwError(() => thrown),
    ),
};

describe('runAll() whose inputs break', () => {
  it.each(Object.entries(SOURCES))('ends the runs under way, then errors as the inputs did: %s', async (_, source) => {
    const go$ = new Subject<void>();
    let asked = 0;
    const model: ChatModel = () => {
      asked++;
      return concat(go$, from(says('Hi'))) as ReturnType<ChatModel>;
    };
    const ended: number[] = [];
    const error = await new Promise((resolve) => {
      new Swarm(model).runAll(source(), { concurrency: 5 }).subscribe({
        next: ({ index, event }) => event && 'response' in event && ended.push(index),
        error: resolve,
      });
      const whenAsked = () => (asked === 2 ? setImmediate(() => go$.complete()) : setImmediate(whenAsked));
      whenAsked();
    });
    expect(error).toBe(thrown);
    expect(ended).toEqual([0, 1]);
  });
});
