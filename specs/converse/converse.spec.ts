import { Agent, Swarm, type Delta } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import {
  converse,
  emptyConversation,
  type Conversation,
  type ConversationInput,
  type LocalState,
} from 'rxswarm/converse';
import { concat, distinct, from, map, NEVER, of, Subject, tap, throwError } from 'rxjs';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, counts, says, usage } from '../support/chunks.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { marbles } from '../support/marbles.ts';
import { scripted } from '../support/scripted-model.ts';
import { painted, storyOf } from '../support/story.ts';
import { all } from '../support/synchronous.ts';
import { transferTo } from '../support/transfer.ts';

const ada = new Agent({ name: 'Ada' });

const delta = (content: string): Delta => ({ role: 'assistant', content });

/** `a` and `b` are tokens, `e` the end of an answer. */
const tokens = { a: chunk(delta('Hel')), b: chunk({ content: 'lo' }), e: chunk({}, 'stop') };

/** `h` and `i` say something, `s` stops, `r` retries. */
const does = { h: 'Hi', i: 'You?', s: { stop: true }, r: { retry: true } } as const;

describe('an answer', () => {
  it(
    'is emitted after each event, `partial` until it is whole',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const answer = cold('       --a-b-(e|)', tokens);
      const inputs = hot('       -h--------------|', does);
      const expected = '         01-2-3-4--------|';
      const conversation$ = converse(new Swarm(() => answer), inputs, { agent: ada });
      expectObservable(conversation$.pipe(painted())).toBe(expected, [
        'idle:',
        'answering: user Hi',
        'answering: user Hi, partial Ada Hel',
        'answering: user Hi, partial Ada Hello',
        'idle: user Hi, Ada Hello',
      ]);
      expectSubscriptions(answer.subscriptions).toBe('-^-----!');
    }),
  );

  it(
    'ends when the conversation is unsubscribed',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const answer = cold('       --a-b-(e|)', tokens);
      const inputs = hot('       -h----------', does);
      const conversation$ = converse(new Swarm(() => answer), inputs, { agent: ada });
      expectObservable(conversation$.pipe(painted()), '^---!').toBe('01-2-', [
        ...['idle:', 'answering: user Hi', 'answering: user Hi, partial Ada Hel'],
      ]);
      expectSubscriptions(answer.subscriptions).toBe('-^--!');
      expectSubscriptions(inputs.subscriptions).toBe('^---!');
    }),
  );
});

describe('a message during an answer', () => {
  const said = (
    whileAnswering: 'queue' | 'replace',
    expected: string,
    stories: readonly string[],
    subscriptions: string[],
  ) =>
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const first = cold('        --a-b-(e|)', tokens);
      const second = cold('       -(be|)', tokens);
      const inputs = hot('       -h--i-------------', does);
      const answers = [first, second];
      const model: ChatModel = () => answers.shift() ?? NEVER;
      const conversation$ = converse(new Swarm(model), inputs, { agent: ada, whileAnswering });
      expectObservable(conversation$.pipe(painted()), '^-----------------!').toBe(expected, stories);
      expectSubscriptions(first.subscriptions).toBe(subscriptions[0] ?? '');
      expectSubscriptions(second.subscriptions).toBe(subscriptions[1] ?? '');
    });

  it(
    'waits in `queued` and is answered afterwards',
    said(
      'queue',
      '01-234-56',
      [
        'idle:',
        'answering: user Hi',
        'answering: user Hi, partial Ada Hel',
        'answering: user Hi, partial Ada Hel [queued You?]',
        'answering: user Hi, partial Ada Hello [queued You?]',
        'answering: user Hi, Ada Hello, user You?',
        'idle: user Hi, Ada Hello, user You?, Ada lo',
      ],
      ['-^-----!', '-------^!'],
    ),
  );

  it(
    'stops it with `whileAnswering: replace`, and both messages are sent',
    said(
      'replace',
      '01-234',
      [
        'idle:',
        'answering: user Hi',
        'answering: user Hi, partial Ada Hel',
        'answering: user Hi, stopped Ada Hel, user You?',
        'idle: user Hi, stopped Ada Hel, user You?, Ada lo',
      ],
      ['-^--!', '----^!'],
    ),
  );
});

describe('queued messages', () => {
  const kept: Conversation<LocalState> = {
    ...emptyConversation,
    agent: 'Ada',
    status: 'answering',
    transcript: [{ message: { role: 'user', content: 'Hi' }, status: 'whole' }],
    unsent: [{ role: 'user', content: 'Hi' }],
    queued: [{ role: 'user', content: 'You?' }],
  };

  it('of a stored conversation are unsent, and a retry answers them all', () => {
    const model = scripted(says('Hello, and fine.'));
    const stories = all(converse(new Swarm(model), of({ retry: true } as const), { agent: ada, from: kept }));
    expect(stories.slice(0, 1).map(storyOf)).toEqual(['stopped: user Hi, user You? [unsent Hi] [unsent You?]']);
    expect(stories.slice(-1).map(storyOf)).toEqual(['idle: user Hi, user You?, Ada Hello, and fine.']);
    expect(model.requests[0]?.messages.map(({ content }) => content)).toEqual(['Hi', 'You?']);
  });

  it(
    'do not include decisions and retries',
    marbles(({ cold, hot, expectObservable }) => {
      const inputs = hot('       -hr-------|', does);
      const answers = [cold('     --(be|)', tokens), cold('--(be|)', tokens)];
      const conversation$ = converse(new Swarm(() => answers.shift() ?? NEVER), inputs, { agent: ada });
      expectObservable(
        conversation$.pipe(
          map(({ queued }) => queued.length),
          distinct(),
        ),
      ).toBe('0---------|', [0]);
    }),
  );
});

describe('an answer that is stopped', () => {
  it(
    'ends at once, is marked, and its message is sent again with the next',
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const first = cold('        --a-b-(e|)', tokens);
      const second = cold('       -(be|)', tokens);
      const inputs = hot('       -h--s-i-----------', does);
      const answers = [first, second];
      const asked: unknown[] = [];
      const model: ChatModel = ({ messages }) => (
        asked.push(messages.map(({ content }) => content)),
        answers.shift() ?? NEVER
      );
      const conversation$ = converse(new Swarm(model), inputs, { agent: ada });
      expectObservable(conversation$.pipe(painted()), '^-----------------!').toBe('01-23-45', [
        'idle:',
        'answering: user Hi',
        'answering: user Hi, partial Ada Hel',
        'stopped: user Hi, stopped Ada Hel [unsent Hi]',
        'answering: user Hi, stopped Ada Hel, user You?',
        'idle: user Hi, stopped Ada Hel, user You?, Ada lo',
      ]);
      expectSubscriptions(first.subscriptions).toBe('-^--!');
      flush();
      expect(asked).toEqual([['Hi'], ['Hi', 'You?']]);
    }),
  );

  it(
    'is replaced by the answer of a retry',
    marbles(({ cold, hot, expectObservable }) => {
      const inputs = hot('       -h--s-r-----------', does);
      const answers = [cold('     --a-b-(e|)', tokens), cold('-(be|)', tokens)];
      const conversation$ = converse(new Swarm(() => answers.shift() ?? NEVER), inputs, { agent: ada });
      expectObservable(conversation$.pipe(painted()), '^-----------------!').toBe('01-23-14', [
        'idle:',
        'answering: user Hi',
        'answering: user Hi, partial Ada Hel',
        'stopped: user Hi, stopped Ada Hel [unsent Hi]',
        'idle: user Hi, Ada lo',
      ]);
    }),
  );

  it(
    'needs an answer under way: stop and retry of an empty conversation do nothing',
    marbles(({ cold, hot, expectObservable }) => {
      const inputs = hot('       -s-r-h--|', does);
      const answer = cold('            -(be|)', tokens);
      const conversation$ = converse(new Swarm(() => answer), inputs, { agent: ada });
      expectObservable(conversation$.pipe(painted())).toBe('0----12-|', [
        ...['idle:', 'answering: user Hi', 'idle: user Hi, Ada lo'],
      ]);
    }),
  );
});

/** Returns the conversation after these inputs. */
const after = (model: ChatModel, inputs: readonly ConversationInput[], agent = ada): Conversation<unknown> => {
  const conversation = all(converse(new Swarm(model), from(inputs), { agent })).at(-1);
  if (conversation === undefined) throw new Error('There is no conversation.');
  return conversation;
};

describe('a conversation', () => {
  it('continues with all messages, the active agent and the context variables', () => {
    const bob = new Agent({ name: 'Bob' });
    const start = new Agent({ name: 'Ada', functions: [transferTo(bob)] });
    const model = scripted(calls(call('to_Bob')), says('Bob here.'), says('Still Bob.'));
    expect(after(model, ['Bob?', 'And now?'], start)).toMatchObject({
      agent: 'Bob',
      status: 'idle',
      state: { agent: bob },
    });
    expect(model.requests.map(({ messages }) => messages.length)).toEqual([1, 3, 5]);
  });

  it('sums the usage of its answers', () => {
    const model = scripted([...says('A'), counts(1, 2)], [...says('B'), counts(3, 4)]);
    expect(after(model, ['A?', 'B?']).usage).toEqual(usage(4, 6));
  });

  it('shows calls under way with their progress, and the active agent', () => {
    const look = bind(() => of('here', 'there'), [], { name: 'look' });
    const start = new Agent({ name: 'Ada', functions: [look] });
    const swarm = new Swarm(scripted(calls(call('look')), says('Found.')));
    const stories = all(converse(swarm, of('Look!'), { agent: start })).map(storyOf);
    expect(stories.filter((story, place) => story !== stories[place - 1])).toEqual([
      'idle:',
      'answering: user Look!',
      'answering: user Look!, partial Ada',
      'answering: user Look!, partial Ada calls',
      'answering: user Look!, Ada calls',
      'answering: user Look!, Ada calls [look]',
      'answering: user Look!, Ada calls [look here]',
      'answering: user Look!, Ada calls [look there]',
      'answering: user Look!, Ada calls, tool there',
      'answering: user Look!, Ada calls, tool there, partial Ada',
      'answering: user Look!, Ada calls, tool there, partial Ada Found.',
      'answering: user Look!, Ada calls, tool there, Ada Found.',
      'idle: user Look!, Ada calls, tool there, Ada Found.',
    ]);
  });

  it('is immutable and keeps the entries of unchanged messages', () => {
    const conversation$ = converse(new Swarm(scripted(says('A', 'B', 'C'), says('D'))), of('One', 'Two'), {
      agent: ada,
    });
    const seen = all(conversation$.pipe(tap(({ transcript }) => deepFreeze(transcript))));
    const first = seen.flatMap(({ transcript }) => transcript.slice(0, 1));
    expect(first.length).toBeGreaterThan(5);
    expect(new Set(first).size).toBe(1);
    expect(seen.map(storyOf).at(-1)).toBe('idle: user One, Ada ABC, user Two, Ada D');
  });
});

describe('approval', () => {
  const paying = () => {
    let paid = 0;
    const pay = bind(() => `Paid ${++paid}.`, [], { name: 'pay', approval: true });
    return new Agent({ name: 'Ada', functions: [pay] });
  };
  const asking = () => scripted(calls(call('pay', {}, 'a'), call('pay', {}, 'b')), says('Done.'));

  it('is asked for each call', () => {
    expect(storyOf(after(asking(), ['Pay!'], paying()))).toBe('waiting: user Pay!, Ada calls [pay?] [pay?]');
    expect(storyOf(after(asking(), ['Pay!', { decisions: { b: true } }], paying()))).toBe(
      'waiting: user Pay!, Ada calls, tool Paid 1. [pay?]',
    );
  });

  it('of all calls continues the run, and decisions on other calls are ignored', () => {
    const inputs = [
      { decisions: { a: true } },
      'Pay!',
      { decisions: { z: true } },
      { decisions: { a: true, b: { declined: 'No.' } } },
      { decisions: { a: true } },
    ] as const;
    const story = 'idle: user Pay!, Ada calls, tool Paid 1., tool Declined: No., Ada Done.';
    expect(storyOf(after(asking(), inputs, paying()))).toBe(story);
  });

  it('is not asked again for a call that was executed before the answer was stopped', () => {
    const answers = [from(calls(call('pay', {}, 'a'), call('pay', {}, 'b'))), NEVER];
    const inputs$ = new Subject<ConversationInput>();
    const stories: string[] = [];
    converse(new Swarm(() => answers.shift() ?? NEVER), inputs$, { agent: paying() })
      .pipe(map(storyOf))
      .subscribe({ next: (story) => stories.push(story), error: (error: unknown) => expect(error).toBeUndefined() });
    inputs$.next('Pay!');
    inputs$.next({ decisions: { a: true, b: { declined: 'No.' } } });
    inputs$.next({ stop: true });
    expect(stories.at(-1)).toBe('stopped: user Pay!, Ada calls, tool Paid 1., tool Declined: No.');
  });

  it('given twice counts once with `whileAnswering: replace`', () => {
    const answers = [from(calls(call('pay', {}, 'a'))), NEVER];
    const inputs$ = new Subject<ConversationInput>();
    const stories: string[] = [];
    const options = { agent: paying(), whileAnswering: 'replace' } as const;
    converse(new Swarm(() => answers.shift() ?? throwError(() => new Error('asked again'))), inputs$, options)
      .pipe(map(storyOf))
      .subscribe({ next: (story) => stories.push(story), error: (error: unknown) => expect(error).toBeUndefined() });
    inputs$.next('Pay!');
    inputs$.next({ decisions: { a: true } });
    const under = stories.at(-1);
    expect(under).toBe('answering: user Pay!, Ada calls, tool Paid 1.');
    inputs$.next({ decisions: { a: true } });
    inputs$.next({ decisions: { z: true } });
    expect(stories.at(-1)).toBe(under);
    inputs$.next({ stop: true });
    expect(stories.at(-1)).toBe('stopped: user Pay!, Ada calls, tool Paid 1.');
  });

  it('is no longer asked for when the user says something else', () => {
    const story = 'idle: user Pay!, Ada calls, user No, wait., Ada Done.';
    expect(storyOf(after(asking(), ['Pay!', 'No, wait.'], paying()))).toBe(story);
  });
});

describe('a failure', () => {
  const down = () => throwError(() => new Error('down'));

  it('sets `failed`, and the next message is sent with the unanswered one', () => {
    let asked = 0;
    const model = scripted(says('Hello.'));
    const flaky: ChatModel = (request) => (asked++ === 0 ? concat(of(chunk(delta('Hel'))), down()) : model(request));
    const stories = all(converse(new Swarm(flaky), of('Hi', 'Hello?'), { agent: ada }));
    const failed = stories.find(({ status }) => status === 'failed');
    expect(failed && storyOf(failed)).toBe('failed: user Hi, failed Ada Hel [unsent Hi]');
    expect(failed?.error).toEqual({ type: 'model', message: 'down' });
    expect(stories.at(-1)).toMatchObject({ status: 'idle', error: undefined });
    expect(model.requests[0]?.messages.map(({ content }) => content)).toEqual(['Hi', 'Hello?']);
  });

  it('keeps the whole turns, and a retry continues from there', () => {
    let worked = 0;
    const start = new Agent({ name: 'Ada', functions: [bind(() => `Worked ${++worked}.`, [], { name: 'work' })] });
    const failing = (asked = 0): ChatModel => {
      const turns = [from(calls(call('work'))), down(), from(says('Done.'))];
      return () => turns[asked++] ?? NEVER;
    };
    expect(storyOf(after(failing(), ['Work!'], start))).toBe('failed: user Work!, Ada calls, tool Worked 1.');
    const story = 'idle: user Work!, Ada calls, tool Worked 2., Ada Done.';
    expect(storyOf(after(failing(), ['Work!', { retry: true }], start))).toBe(story);
    const other = 'idle: user Work!, Ada calls, tool Worked 3., user And?, Ada Done.';
    expect(storyOf(after(failing(), ['Work!', 'And?'], start))).toBe(other);
  });
});
