import { Agent, Swarm } from 'rxswarm';
import type { ChatCompletionChunk, ChatCompletionRequest } from 'rxswarm/models';
import { converse } from 'rxswarm/converse';
import { EMPTY, filter, NEVER, type Observable } from 'rxjs';
import { chunk } from '../support/chunks.ts';
import { marbles } from '../support/marbles.ts';
import { painted } from '../support/story.ts';

const textOf = (content: unknown): string => (typeof content === 'string' ? content : '');

const ada = new Agent({ name: 'Ada' });
const tokens = { a: chunk({ role: 'assistant', content: 'Hel' }), b: chunk({ content: 'lo' }), e: chunk({}, 'stop') };
const does = { h: 'Hi', i: 'Wait', j: 'Now', s: { stop: true } } as const;

/** Answers each request with the next of these streams, and notes what it was sent. */
const answering = (...answers: readonly Observable<ChatCompletionChunk>[]) => {
  const sent: string[] = [];
  const model = ({ messages }: ChatCompletionRequest) => {
    sent.push(messages.map(({ content }) => textOf(content)).join(', '));
    return answers[sent.length - 1] ?? NEVER;
  };
  return { sent, model };
};

const steering = { agent: ada, whileAnswering: 'steer' } as const;

describe("whileAnswering: 'steer'", () => {
  it(
    'gives a message to the run under way, whose next turn reads it',
    marbles(({ cold, hot, expectObservable, flush }) => {
      const { model, sent } = answering(cold('--a-(e|)', tokens), cold('--b-(e|)', tokens));
      const inputs = hot('       -h--i----------|', does);
      const expected = '         01-234-5-6-----|';
      expectObservable(converse(new Swarm(model), inputs, steering).pipe(painted())).toBe(expected, [
        'idle:',
        'answering: user Hi',
        'answering: user Hi, partial Ada Hel',
        'answering: user Hi, partial Ada Hel [queued Wait]',
        'answering: user Hi, Ada Hel, user Wait',
        'answering: user Hi, Ada Hel, user Wait, partial Ada lo',
        'idle: user Hi, Ada Hel, user Wait, Ada lo',
      ]);
      flush();
      expect(sent).toEqual(['Hi', 'Hi, Hel, Wait']);
    }),
  );

  it(
    'answers a message that came after the response with a run of its own',
    marbles(({ cold, hot, flush }) => {
      const { model, sent } = answering(cold('--(ae|)', tokens), cold('--(be|)', tokens));
      const inputs = hot('       -h-i-----', does);
      converse(new Swarm(model), inputs, steering).subscribe({ error: fail });
      flush();
      expect(sent).toEqual(['Hi', 'Hi, Hel, Wait']);
    }),
  );

  it('is an error over a wire, because a connection cannot reach the run', () => {
    expect(() => converse({ run: () => NEVER }, EMPTY, { whileAnswering: 'steer' })).toThrow(
      "converse() cannot steer a run behind a connection: pass whileAnswering: 'queue' or 'replace'.",
    );
  });

  it(
    'sends a message again that was taken by a turn which was stopped',
    marbles(({ cold, hot, expectObservable, flush }) => {
      const { model, sent } = answering(cold('--a-(e|)', tokens), NEVER, cold('(be|)', tokens));
      const inputs = hot('       -h--i--s-j--|', does);
      const stopped = 'stopped: user Hi, stopped Ada Hel, user Wait [unsent Hi] [unsent Wait]';
      const story$ = converse(new Swarm(model), inputs, steering).pipe(painted());
      expectObservable(story$.pipe(filter((story) => story.startsWith('stopped')))).toBe('-------s----|', {
        s: stopped,
      });
      flush();
      expect(sent).toEqual(['Hi', 'Hi, Hel, Wait', 'Hi, Wait, Now']);
    }),
  );
});

const fail = (error: unknown): never => {
  throw error;
};
