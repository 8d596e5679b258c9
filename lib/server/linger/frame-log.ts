import { eventFrame, type Frame } from '../http/event-response.ts';

/** The frames of a run, numbered from 1, for clients that come back. */
export interface FrameLog {
  /** Keeps a frame. Returns its text, with its number in the event's id. */
  readonly add: (frame: Frame) => string;
  /**
   * Returns the texts after a number. If some of them are gone, a `{ delim: 'start' }` comes first, so that a client does not
   * continue a message that has a hole.
   */
  readonly after: (number: number) => readonly string[];
  /** Tells whether the turn under way exceeds the bound by itself. */
  readonly isFull: () => boolean;
  /** Drops the oldest frames, down to three quarters of the bound, so that this is rare. */
  readonly dropOldest: () => void;
}

interface Entry {
  readonly text: string;
  readonly bytes: number;
  readonly endsTurn: boolean;
}

/**
 * Makes a log of at most `limit` bytes. Beyond them it drops the frames of finished turns, because the response has their
 * messages, and keeps the last state. The last frame of a run is kept whatever its size.
 */
export const frameLog = (name: string, limit: number): FrameLog => {
  const encoder = new TextEncoder();
  const entries: Entry[] = [];
  let count = 0;
  let size = 0;
  const write = ({ data, event }: Frame, number: number): string => `id: ${name}.${number}\n${eventFrame(data, event)}`;
  const drop = (places: number): void => {
    for (const { bytes } of entries.splice(0, places)) size -= bytes;
  };
  return {
    add: (frame) => {
      const text = write(frame, ++count);
      const entry = { text, bytes: encoder.encode(text).byteLength, endsTurn: 'state' in frame.data };
      size += entry.bytes;
      entries.push(entry);
      if (size > limit) drop(isLast(frame) ? entries.length - 1 : entries.findLastIndex(({ endsTurn }) => endsTurn));
      return text;
    },
    after: (number) => {
      const first = count - entries.length + 1;
      const texts = entries.slice(Math.max(0, number + 1 - first)).map(({ text }) => text);
      return number + 1 < first ? [write({ data: { delim: 'start' } }, first - 1), ...texts] : texts;
    },
    isFull: () => size > limit,
    dropOldest: () => {
      let rest = size;
      drop(entries.findIndex(({ bytes }) => (rest -= bytes) <= limit * 0.75) + 1);
    },
  };
};

const isLast = ({ data, event }: Frame): boolean => event === 'error' || 'response' in data;
