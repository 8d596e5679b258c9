import {
  concat,
  concatMap,
  defer,
  delay,
  from,
  isObservable,
  of,
  throwError,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { asError, SwarmError } from '../agent/errors.ts';
import type { ChatCompletionChunk, ChatCompletionRequest, ChatModel, ToolCallDelta, Usage } from '../messages/types.ts';

export interface ScriptedCall {
  readonly name: string;
  /** Sent as JSON; a string is sent as it is, so that it may be broken. Default `{}`. */
  readonly arguments?: unknown;
  /** Default: `call_` and the name. */
  readonly id?: string;
}

/** What the model says in a turn. */
export interface ScriptedAnswer {
  readonly content?: string;
  readonly calls?: readonly ScriptedCall[];
  /** Default: `tool_calls` with calls, else `stop`. */
  readonly finishReason?: string;
  readonly usage?: Usage;
  /** What the stream errors with in place of the chunk `errorAt`. */
  readonly error?: unknown;
  /** How many chunks come before the error. Default 0. */
  readonly errorAt?: number;
}

/** An answer, its text alone, its chunks as they come, or a function of the request that gives one of these. */
export type ScriptedTurn =
  string | ScriptedAnswer | Observable<ChatCompletionChunk> | ((request: ChatCompletionRequest) => ScriptedTurn);

export interface ScriptOptions {
  /** Characters of text or arguments a chunk. Default: a word of text a chunk, arguments in one. */
  readonly chunkLength?: number;
  /** Milliseconds before each chunk. Default: none, and the model is synchronous. */
  readonly delay?: number;
  /** Times the delay. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

export interface ScriptedModel extends ChatModel {
  /** What it was asked, in order. */
  readonly requests: readonly ChatCompletionRequest[];
}

/** A chat model that plays a script, a turn a request. Asked once more than the script has turns, it errors. */
export const scriptedModel = (script: readonly ScriptedTurn[], options: ScriptOptions = {}): ScriptedModel => {
  const requests: ChatCompletionRequest[] = [];
  const model: ChatModel = (request) =>
    defer(() => {
      const turn = script[requests.length];
      requests.push({ ...request });
      return turn === undefined ? throwError(() => pastTheEnd(script, request)) : play(turn, request, options);
    });
  return Object.assign(model, { requests });
};

const play = (
  turn: ScriptedTurn,
  request: ChatCompletionRequest,
  options: ScriptOptions,
): Observable<ChatCompletionChunk> => {
  if (isObservable(turn)) return turn;
  if (typeof turn === 'function') return play(turn(request), request, options);
  const { delay: wait, scheduler } = options;
  const chunks$ = answerOf(typeof turn === 'string' ? { content: turn } : turn, options);
  return wait === undefined ? chunks$ : chunks$.pipe(concatMap((chunk) => of(chunk).pipe(delay(wait, scheduler))));
};

const answerOf = (answer: ScriptedAnswer, options: ScriptOptions): Observable<ChatCompletionChunk> => {
  const chunks = chunksOf(answer, options);
  const { error, errorAt = 0 } = answer;
  if (error === undefined) return from(chunks);
  const reason = asError(error);
  return concat(
    from(chunks.slice(0, errorAt)),
    throwError(() => reason),
  );
};

const chunksOf = (answer: ScriptedAnswer, { chunkLength }: ScriptOptions): readonly ChatCompletionChunk[] => {
  const { content = '', calls = [], usage } = answer;
  const { finishReason = calls.length > 0 ? 'tool_calls' : 'stop' } = answer;
  const words = chunkLength === undefined ? (content.match(/\s*\S+\s*$|\s*\S+/g) ?? []) : split(content, chunkLength);
  return [
    { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] },
    ...words.map((word) => ({ choices: [{ index: 0, delta: { content: word } }] })),
    ...calls.flatMap((call, index) =>
      fragmentsOf(call, index, chunkLength).map((fragment) => ({
        choices: [{ index: 0, delta: { tool_calls: [fragment] } }],
      })),
    ),
    { choices: [{ index: 0, delta: {}, finish_reason: finishReason }] },
    ...(usage ? [{ choices: [], usage }] : []),
  ];
};

const fragmentsOf = (
  { name, arguments: input = {}, id = `call_${name}` }: ScriptedCall,
  index: number,
  chunkLength: number | undefined,
): readonly ToolCallDelta[] => {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const [first = '', ...rest] = chunkLength === undefined ? [text] : split(text, chunkLength);
  return [
    { index, id, type: 'function', function: { name, arguments: first } },
    ...rest.map((piece) => ({ index, function: { arguments: piece } })),
  ];
};

const split = (text: string, length: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, piece) =>
    text.slice(piece * length, (piece + 1) * length),
  );

const pastTheEnd = (script: readonly ScriptedTurn[], { messages }: ChatCompletionRequest): SwarmError =>
  new SwarmError(
    'usage',
    `The script has ${script.length} turns and was asked for one more, after: ${JSON.stringify(messages.at(-1))}`,
  );
