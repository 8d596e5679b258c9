import { Agent, type AnyFunction, Swarm } from 'rxswarm';
import { converse, type Conversation, type ConversationInput } from 'rxswarm/converse';
import type { ChatCompletionChunk } from 'rxswarm/models';
import { clientFunction, withSchema } from 'rxswarm/schema';
import {
  asyncScheduler,
  distinctUntilChanged,
  EMPTY,
  from,
  map,
  NEVER,
  type ObservableInput,
  observeOn,
  of,
  Subject,
  throwError,
} from 'rxjs';
import { call, calls, says } from '../support/chunks.ts';
import { collect, last } from '../support/collect.ts';
import { rethrow } from '../support/rethrow.ts';
import { scripted } from '../support/scripted-model.ts';
import { storyOf } from '../support/story.ts';
import { all, answers } from '../support/synchronous.ts';
import { until } from '../support/until.ts';

const city = { type: 'object', properties: { city: { type: 'string', maxLength: 9 } }, required: ['city'] };

const locate = clientFunction({ name: 'locate', parameters: city });
const wipe = clientFunction({ name: 'wipe' });
const agent = new Agent({ name: 'Ada', functions: [locate, wipe] });

/** Binds what the page does at a call of `locate`. */
const located = (fn: (city: string) => unknown) =>
  withSchema((at: string) => fn(at), { name: 'locate', parameters: city });

const locates = (at: unknown, id = 'l') => call('locate', { city: at }, id);

/** Has a conversation with these turns, and resolves with its end. */
const ended = (
  turns: readonly ObservableInput<ChatCompletionChunk>[],
  functions: readonly AnyFunction[],
  { inputs = ['Hi'], start = agent }: { readonly inputs?: readonly ConversationInput[]; readonly start?: Agent } = {},
): Promise<Conversation<unknown>> =>
  last(converse(new Swarm(scripted(...turns)), from(inputs), { agent: start, functions }));

const told = (conversation: Conversation<unknown>) => answers(conversation.transcript.map(({ message }) => message))[0];

const fails = (): never => {
  throw new Error('No permission.');
};

describe('the model reads of a function in the page', () => {
  it.each<[string, (city: string) => unknown, unknown]>([
    ['a string as it is', (at) => `in ${at}`, 'in Rome'],
    ['an object as JSON', (at) => ({ at }), '{"at":"Rome"}'],
    ['nothing as an empty text', () => undefined, ''],
    ['the last value of an Observable', () => of(1, 2), '2'],
    ['that JSON cannot hold it', () => 7n, 'Error: Do not know how to serialize a BigInt'],
    ['what it threw', fails, 'Error: No permission.'],
    ['what its Observable errored with', () => throwError(() => new Error('Gone.')), 'Error: Gone.'],
    [
      'that its result is too long',
      () => 'x'.repeat(100_000),
      'Error: the result has 100002 characters as JSON: at most 100000 are sent.',
    ],
    ['an agent as data: a page hands off to nobody', () => new Agent({ name: 'Root' }), '{"name":"Root"}'],
  ])('%s', async (_, fn, expected) => {
    const end = await ended([calls(locates('Rome')), says('Well.')], [located(fn)]);
    expect(told(end)).toBe(expected);
    expect([end.status, end.agent]).toEqual(['idle', 'Ada']);
  });

  it('a problem of its arguments, which the page checks as well as the server', async () => {
    const lax = clientFunction({ name: 'locate', parameters: { type: 'object' } });
    let executed = 0;
    const functions = [located(() => executed++)];
    const start = new Agent({ name: 'Ada', functions: [lax] });
    const end = await ended([calls(locates('Constantinople')), says('Well.')], functions, { start });
    expect(told(end)).toBe('Error: city: expected at most 9 characters, got string "Constantinople"');
    expect(executed).toBe(0);
  });

  it('that its result does not fit, which the page checks before it is sent', async () => {
    const functions = [withSchema(() => ({ city: 7 }), { name: 'wipe', returns: city })];
    const end = await ended([calls(call('wipe')), says('Well.')], functions);
    expect(told(end)).toBe('Error: the result does not fit: city: expected string, got number 7.');
  });

  it('that the page has no such function', async () => {
    const end = await ended([calls(call('wipe')), says('Well.')], []);
    expect(told(end)).toBe('Error: the page has no function "wipe".');
  });
});

const bare = (city: string) => city;

describe('a conversation with functions in the page', () => {
  it('shows a call like any other, and goes on with its result by itself', async () => {
    const values$ = from(['looking', 'found']).pipe(observeOn(asyncScheduler));
    const model = scripted(calls(locates('Rome')), says('There.'));
    const conversation$ = converse(new Swarm(model), of('Hi'), { agent, functions: [located(() => values$)] });
    expect(await collect(conversation$.pipe(map(storyOf), distinctUntilChanged()))).toEqual([
      'idle:',
      'answering: user Hi',
      'answering: user Hi, partial Ada',
      'answering: user Hi, partial Ada calls',
      'answering: user Hi, Ada calls',
      'answering: user Hi, Ada calls [locate]',
      'answering: user Hi, Ada calls [locate looking]',
      'answering: user Hi, Ada calls [locate found]',
      'answering: user Hi, Ada calls, tool found',
      'answering: user Hi, Ada calls, tool found, partial Ada',
      'answering: user Hi, Ada calls, tool found, partial Ada There.',
      'answering: user Hi, Ada calls, tool found, Ada There.',
      'idle: user Hi, Ada calls, tool found, Ada There.',
    ]);
  });

  it('that is stopped aborts the signal of its function, and tells the model that the call was stopped', async () => {
    const signals: AbortSignal[] = [];
    const waits = (signal: AbortSignal) => (signals.push(signal), NEVER);
    const functions = [withSchema(waits, { name: 'wait', order: ['$signal'] })];
    const start = new Agent({ name: 'Ada', functions: [clientFunction({ name: 'wait' })] });
    const inputs$ = new Subject<ConversationInput>();
    let shown = '';
    const model = scripted(calls(call('wait', {}, 'w')), says('Fine.'));
    converse(new Swarm(model), inputs$, { agent: start, functions }).subscribe({
      next: (each) => (shown = storyOf(each)),
      error: rethrow,
    });
    inputs$.next('Hi');
    await until(() => signals.length > 0, 'the call');
    inputs$.next({ stop: true });
    expect(shown).toBe('stopped: user Hi, Ada calls, tool stopped');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    inputs$.next('Go on.');
    await until(() => shown.startsWith('idle'), 'the answer');
    expect(shown).toBe('idle: user Hi, Ada calls, tool stopped, user Go on., Ada Fine.');
  });

  it('keeps the result: a model that fails later is asked again without another execution', async () => {
    let executed = 0;
    const turns = [calls(locates('Rome')), throwError(() => new Error('down')), says('There.')];
    const end = await ended(turns, [located(() => executed++)], { inputs: ['Hi', { retry: true }] });
    expect(storyOf(end)).toBe('idle: user Hi, Ada calls, tool 0, Ada There.');
    expect(executed).toBe(1);
  });

  it('without `functions` leaves such calls to the user', () => {
    const end = all(converse(new Swarm(scripted(calls(locates('Rome')))), of('Hi'), { agent })).at(-1);
    expect(end?.waiting).toMatchObject([{ name: 'locate', reason: 'client' }]);
  });

  it.each<[string, readonly AnyFunction[], string]>([
    [
      'two functions of one name',
      [() => 1, () => 2].map((fn) => withSchema(fn, { name: 'a' })),
      'The page has two functions named "a": rename one.',
    ],
    ['a function with parameters and no schema', [bare], 'Function "bare" has no schema: bind it with withSchema().'],
  ])('refuses %s', (_, functions, message) => {
    expect(() => converse(new Swarm(scripted()), EMPTY, { agent, functions })).toThrow(message);
  });
});
