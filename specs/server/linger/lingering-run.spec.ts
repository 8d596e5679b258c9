import { map, NEVER, type Observable, of, tap } from 'rxjs';
import type { Frame } from '../../../lib/server/http/event-response.ts';
import { lingeringRun, type LingeringRunOptions } from '../../../lib/server/linger/lingering-run.ts';
import { marbles } from '../../support/marbles.ts';
import { all } from '../../support/synchronous.ts';

const frameOf = (content: string): Frame => ({ data: content === 'r' ? { response: {} } : { content } });
const ABORTED: Frame = { event: 'error', data: { error: 'aborted' } };

const made = (frames$: Observable<string>, options: Partial<LingeringRunOptions>) =>
  lingeringRun({
    ...{ name: 'a'.repeat(32), timeout: 10, shutdown$: NEVER, bufferBytes: 10_000 },
    overflow: () => ({ event: 'error', data: { error: 'overflow' } }),
    frames$: frames$.pipe(map(frameOf)),
    ...options,
  });

/** A text as the letter that it holds: `x` for an error, `s` for the start that marks a hole. */
const letter = map((text: string): string => {
  if (text.includes('event: error')) return 'x';
  if (text.includes('"delim"')) return 's';
  return text.includes('response') ? 'r' : (/"content":"(.)/.exec(text)?.[1] ?? '?');
});

describe('a run that may outlive its client', () => {
  it(
    'goes on without its client, which sees what it missed at once, then live',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const frames$ = cold('                  -a-b-c-d---------e-(r|)');
      const run = made(frames$, { scheduler });
      expectObservable(run.begin().pipe(letter), '^---!').toBe('-a-b');
      expectObservable(run.after(2).pipe(letter), '--------^').toBe('--------(cd)-----e-(r|)');
      expectSubscriptions(frames$.subscriptions).toBe('^------------------!');
    }),
  );

  it(
    'is forgotten the timeout after its last client has left, whichever came first',
    marbles(({ cold, expectObservable, scheduler }) => {
      const run = made(cold('--a'), { scheduler });
      expectObservable(run.forgotten$).toBe('                   20ms (f|)', { f: 0 });
      expectObservable(run.begin().pipe(letter), '     ^---!').toBe('--a');
      expectObservable(run.after(1), '                  --------^-!').toBe('');
      expectObservable(run.after(1), '                  ---------^!').toBe('');
    }),
  );

  it(
    'is forgotten the timeout after its end as well, and is idle once nobody reads it',
    marbles(({ cold, expectObservable, scheduler }) => {
      const run = made(cold('-a-(r|)'), { scheduler });
      expectObservable(run.over$).toBe('     ---(o|)', { o: true });
      expectObservable(run.idle$.pipe(map(() => 'i'))).toBe('---(i|)');
      expectObservable(run.forgotten$).toBe('16ms (f|)', { f: 0 });
      expectObservable(run.begin().pipe(letter)).toBe('-a-(r|)');
      expectObservable(run.after(1).pipe(letter), '------^').toBe('------(r|)');
    }),
  );

  it(
    'is forgotten at once when the server shuts down and no client reads it',
    marbles(({ cold, expectObservable, scheduler }) => {
      const run = made(cold('--a'), { scheduler, timeout: 100, shutdown$: cold('------e') });
      expectObservable(run.forgotten$).toBe('      ----------(e|)');
      expectObservable(run.begin(), '^---!').toBe('--t', { t: `id: ${'a'.repeat(32)}.1\ndata: {"content":"a"}\n\n` });
    }),
  );

  it(
    'ends its source in the same frame when it is stopped, and tells its clients',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const frames$ = cold('                            -a-b-c-(r|)');
      const run = made(frames$, { scheduler });
      expectObservable(run.begin().pipe(letter)).toBe(' -a-b(x|)');
      expectObservable(run.after(0).pipe(letter), '--------^').toBe('--------(abx|)');
      expectSubscriptions(frames$.subscriptions).toBe(' ^---!');
      expectObservable(cold('----e').pipe(tap(() => run.end(ABORTED)))).toBe('----e');
      expectObservable(cold('------e').pipe(tap(() => run.end(ABORTED)))).toBe('------e');
    }),
  );

  it(
    'ends when its turn exceeds the bound while nobody reads it',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const frames$ = cold('                           -a-b-c-d-e-f-(r|)');
      const run = made(frames$, { scheduler, bufferBytes: 250, timeout: 100 });
      expectObservable(run.begin().pipe(letter), '^-!').toBe('-a');
      expectSubscriptions(frames$.subscriptions).toBe('^--------!');
      expectObservable(run.after(1).pipe(letter), '----------^').toBe('----------(sx|)');
    }),
  );

  it(
    'drops its oldest events instead while a client reads them',
    marbles(({ cold, expectObservable, scheduler }) => {
      const run = made(cold('-a-b-c-d-e-f----------(r|)'), { scheduler, bufferBytes: 250 });
      expectObservable(run.begin().pipe(letter)).toBe('-a-b-c-d-e-f----------(r|)');
      expectObservable(run.after(1).pipe(letter), '------------^').toBe('------------(scdef)---(r|)');
    }),
  );

  it('gives everything to its first client when its source is synchronous', () => {
    const run = made(of('a', 'b', 'r'), {});
    const seen = all(run.begin().pipe(letter));
    expect([seen, run.isOver(), run.clients()]).toEqual([['a', 'b', 'r'], true, 0]);
  });
});
