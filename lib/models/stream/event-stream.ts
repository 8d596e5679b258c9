import { createParser } from 'eventsource-parser';
import { SwarmError } from '../../agent/errors.ts';
import type { BodyFormat, ChunkSink } from './body-format.ts';
import { finishes } from '../../chat/body/finishes.ts';
import { mayNameProto } from './parse-json.ts';
import { parseEvent } from '../../chat/body/parse-event.ts';
import { toChunk } from './to-chunk.ts';
import { wholeChunk } from '../../chat/body/whole-chunk.ts';

const INCOMPLETE = 'The stream ended before the answer was whole: neither a finish_reason nor [DONE] came.';

/**
 * Server-sent events, each a chunk. `[DONE]` ends the answer; without it, a body that ends after a `finish_reason` was
 * whole too. An event without its blank line at the very end counts if its JSON is whole: servers forget the line.
 */
export const eventStream = (sink: ChunkSink): BodyFormat => {
  let isDone = false;
  let isFinished = false;
  let isFirst = true;
  /** From the first lines on that may name `__proto__`: an event's lines may come in several reads. */
  let isSuspect = false;

  const emit = (json: unknown): void => {
    const chunk = isFirst ? (wholeChunk(json) ?? toChunk(json)) : toChunk(json);
    if (chunk === undefined) return;
    isFirst = false;
    isFinished ||= finishes(chunk);
    sink.next(chunk);
  };

  const parser = createParser({
    onEvent(event) {
      if (isDone || sink.closed) return;
      if (event.data === '[DONE]') isDone = true;
      else emit(parseEvent(event, isSuspect));
    },
  });

  const tail = (): void => {
    try {
      parser.feed('\n\n');
    } catch (error) {
      if (!(error instanceof SwarmError && error.type === 'protocol')) throw error;
    }
  };

  return {
    push(lines) {
      isSuspect ||= mayNameProto(lines);
      parser.feed(lines);
      return isDone;
    },
    end() {
      tail();
      if (!isDone && !isFinished) throw new SwarmError('incomplete', INCOMPLETE);
    },
  };
};
