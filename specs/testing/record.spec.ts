import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat, NEVER, of, Subject, take, throwError } from 'rxjs';
import { Agent, Swarm, SwarmError } from 'rxswarm';
import type { ChatCompletionChunk, ChatModel } from 'rxswarm/models';
import { text } from 'rxswarm/operators';
import { record, replay, runMarbles, scriptedModel, type Recording } from 'rxswarm/testing';
import { all, failureOf } from '../support/synchronous.ts';
import { REQUEST } from '../support/wire.ts';

const messages = [{ role: 'user', content: 'My key is sk-abcdefghijkl, mind it' }] as const;
const agent = new Agent({ name: 'A', settings: { metadata: { api_key: 'hidden', max_tokens: 3 } } });
const say = (model: ChatModel) => new Swarm(model).run({ agent, messages }).pipe(text());

describe('record() and replay()', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recording-'));
    file = join(folder, 'bug.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('replay the recorded answers, exchange by exchange', () => {
    const model = record(scriptedModel(['Hello there', 'Bye']), file);
    expect([all(say(model)), all(say(model))]).toEqual([['Hello', ' there'], ['Bye']]);
    const replayed = replay(file);
    expect([all(say(replayed)), all(say(replayed))]).toEqual([['Hello', ' there'], ['Bye']]);
    expect(failureOf(say(replayed)).message).toBe('The recording has 2 exchanges, and one more was requested.');
  });

  it('keep no secret', () => {
    all(say(record(scriptedModel(['Mine is sk-mnopqrstuv too']), file)));
    const kept = readFileSync(file, 'utf8');
    expect(kept).not.toMatch(/sk-abc|hidden|sk-mno/);
    expect(kept).toContain('My key is ***, mind it');
    expect(kept).toContain('"max_tokens": 3');
  });

  it('keep the timing, and replay it at any speed', () => {
    let recording: Recording = { version: 1, exchanges: [] };
    runMarbles(({ chunks, expectObservable, scheduler }) => {
      const keep = (latest: Recording) => (recording = latest);
      expectObservable(say(record(() => chunks('--a----b|'), keep, scheduler))).toBe('--a----b|');
    });
    expect(recording.exchanges[0]?.chunks.map(({ at }) => at)).toEqual([2, 7]);
    runMarbles(({ expectObservable, scheduler }) => {
      expectObservable(say(replay(recording, { speed: 1, scheduler }))).toBe('--a----b|');
    });
    runMarbles(({ expectObservable, scheduler }) => {
      expectObservable(say(replay(recording, { speed: 0.5, scheduler }))).toBe('----a---------b-|');
    });
    runMarbles(({ expectObservable }) => expectObservable(say(replay(recording))).toBe('(ab|)'));
  });

  it('keep the end of each exchange', () => {
    const cut = concat(
      of({ choices: [{ delta: { content: 'Hel' } }] }),
      throwError(() => new SwarmError('network', 'reset')),
    );
    failureOf(say(record(() => cut, file)));
    expect(failureOf(say(replay(file)))).toMatchObject({ type: 'network', message: 'reset' });

    all(say(record(scriptedModel(['one two three']), file)).pipe(take(1)));
    expect((JSON.parse(readFileSync(file, 'utf8')) as Recording).exchanges[0]?.end.type).toBe('unsubscribe');
  });

  it('keep exchanges in the order in which they began', () => {
    const model = record(() => NEVER, file);
    const [one, two] = ['one', 'two'].map((name) => model({ ...REQUEST, model: name }).subscribe());
    two?.unsubscribe();
    one?.unsubscribe();
    const { exchanges } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
    expect(exchanges.map(({ request }) => request.model)).toEqual(['one', 'two']);
  });

  it('break off at the given chunk', () => {
    all(say(record(scriptedModel(['one two three']), file)));
    const error = failureOf(say(replay(file, { fault: { afterChunks: 2 } })));
    expect(error).toMatchObject({ type: 'network', message: 'The replay was told to break here.' });
    expect(all(say(replay(file, { fault: { exchange: 1 } })))).toEqual(['one', ' two', ' three']);
  });

  it('error for a request that differs from the recorded one when strict', () => {
    all(say(record(scriptedModel(['one']), file)));
    expect(all(say(replay(file, { strict: true })))).toEqual(['one']);
    const other = new Swarm(replay(file, { strict: true })).run({ agent: new Agent(), messages });
    expect(failureOf(other).message).toMatch(/^Request 0 differs from the recorded one/);
  });

  it('refuse a file that is not a recording', () => {
    writeFileSync(file, '{"version":2}');
    expect(() => replay(file)).toThrow(/is not a recording: make one with `record\(model, file\)`\.$/);
  });

  it('emit in the asynchronous context of the subscriber, whatever woke the model', () => {
    const store = new AsyncLocalStorage<string>();
    const wake$ = new Subject<ChatCompletionChunk>();
    const recorded: Recording[] = [];
    const model = record(
      () => wake$.pipe(take(1)),
      (recording) => recorded.push(recording),
    );
    const seen: (string | undefined)[] = [];
    for (const name of ['ada', 'bob']) {
      store.run(name, () =>
        model(REQUEST).subscribe({ next: () => seen.push(store.getStore()), error: () => undefined }),
      );
    }
    store.run('waker', () => wake$.next({ choices: [] }));
    expect(seen).toEqual(['ada', 'bob']);

    const replayed = replay(recorded.at(-1) as Recording);
    for (const name of ['cy', 'dan']) {
      store.run(name, () =>
        replayed(REQUEST).subscribe({ next: () => seen.push(store.getStore()), error: () => undefined }),
      );
    }
    expect(seen).toEqual(['ada', 'bob', 'cy', 'dan']);
  });
});
