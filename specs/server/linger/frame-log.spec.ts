import { frameLog } from '../../../lib/server/linger/frame-log.ts';

const NAME = 'a'.repeat(32);

/** The numbers of texts, with the key of what they hold. */
const shown = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => {
    const [, number, key] = /\.(\d+)\n.*?\{"(\w+)"/s.exec(text) ?? [];
    return `${number} ${key}`;
  });

const delta = (length = 20) => ({ data: { content: 'x'.repeat(length) } });
const start = { data: { delim: 'start' } };
const state = { data: { state: 'sealed' } };
const response = { data: { response: { messages: [] } } };

describe('the log of a run', () => {
  it('writes frames with ids that count from 1, and errors with their type', () => {
    const log = frameLog(NAME, 1000);
    expect(log.add(start)).toBe(`id: ${NAME}.1\ndata: {"delim":"start"}\n\n`);
    expect(log.add({ event: 'error', data: { error: {} } })).toBe(
      `id: ${NAME}.2\nevent: error\ndata: {"error":{}}\n\n`,
    );
  });

  it.each([
    [0, ['1 delim', '2 content', '3 content', '4 response']],
    [1, ['2 content', '3 content', '4 response']],
    [3, ['4 response']],
    [4, []],
    [999, []],
  ])('gives the frames after %d once and in order: %j', (number, expected) => {
    const log = frameLog(NAME, 1000);
    for (const frame of [start, delta(), delta(), response]) log.add(frame);
    expect(shown(log.after(number))).toEqual(expected);
  });

  it('drops the frames of finished turns beyond its bound, and says so to a client that missed them', () => {
    const log = frameLog(NAME, 500);
    for (const frame of [start, delta(), state, start, delta(), state, start]) log.add(frame);
    expect(shown(log.after(0))).toHaveLength(7);
    log.add(delta());
    expect(shown(log.after(2))).toEqual(['5 delim', '6 state', '7 delim', '8 content']);
    expect(shown(log.after(5))).toEqual(['6 state', '7 delim', '8 content']);
    expect(log.isFull()).toBe(false);
  });

  it('is full when the turn under way exceeds the bound by itself, until the oldest frames are dropped', () => {
    const log = frameLog(NAME, 500);
    for (let place = 0; place < 6; place++) log.add(delta());
    expect(log.isFull()).toBe(false);
    log.add(delta());
    expect(log.isFull()).toBe(true);
    log.dropOldest();
    expect(log.isFull()).toBe(false);
    expect(shown(log.after(0))).toEqual(['3 delim', '4 content', '5 content', '6 content', '7 content']);
  });

  it('counts bytes, not characters', () => {
    const log = frameLog(NAME, 200);
    log.add({ data: { content: '\u{1F41D}'.repeat(30) } });
    expect(log.isFull()).toBe(false);
    log.add({ data: { content: '\u{1F41D}'.repeat(2) } });
    expect(log.isFull()).toBe(true);
  });

  it.each([
    ['response', { data: { response: { text: 'x'.repeat(1000) } } }],
    ['error', { event: 'error' as const, data: { error: 'x'.repeat(1000) } }],
  ])('keeps the last frame of a run, a %s that is larger than the bound', (key, frame) => {
    const log = frameLog(NAME, 500);
    for (const each of [start, delta(), frame]) log.add(each);
    expect(shown(log.after(1))).toEqual(['2 delim', `3 ${key}`]);
  });
});
