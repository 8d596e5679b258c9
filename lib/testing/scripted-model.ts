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
import { asError, type SwarmError, usageError } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatCompletionChunk, ChatCompletionRequest, ChatModel, ToolCallDelta, Usage } from '../messages/types.ts';

/** A call in a scripted answer. */
export interface ScriptedCall {
  /** The name of the function. */
  readonly name: string;
  /** The arguments, sent as JSON. A string is sent as it is, so that it may be broken JSON. Default `{}`. */
  readonly arguments?: unknown;
  /** The id of the call. Default: `call_` and the name. */
  readonly id?: string;
}

/** The answer of a scripted model to one request. */
export interface ScriptedAnswer {
  /** The text, sent a word a chunk. Default: no text. */
  readonly content?: string;
  /** The calls. Default: no calls. */
  readonly calls?: readonly ScriptedCall[];
  /** The finish reason. Default: `tool_calls` with calls, else `stop`. */
  readonly finishReason?: string;
  /** The usage, sent in a chunk of its own. Default: no usage. */
  readonly usage?: Usage;
  /** The error that ends the stream early. Default: no error. */
  readonly error?: unknown;
  /** The chunks before the error. Default 0. */
  readonly errorAt?: number;
}

/** An answer: its parts, its text alone, its chunks, or a function of the request that returns one of these. */
export type ScriptedTurn =
  string | ScriptedAnswer | Observable<ChatCompletionChunk> | ((request: ChatCompletionRequest) => ScriptedTurn);

/** Options of `scriptedModel()`. */
export interface ScriptOptions {
  /** The characters of text or arguments in a chunk. Default: a word of text a chunk, all arguments in one. */
  readonly chunkLength?: number;
  /** Milliseconds before each chunk. Default: the model is synchronous. */
  readonly delay?: number;
  /** Times the delay. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** A chat model that plays a script. */
export interface ScriptedModel extends ChatModel {
  /** The requests so far, in order. */
  readonly requests: readonly ChatCompletionRequest[];
}

/**
 * Returns a chat model that plays a script, one turn for each request. A request beyond the last turn errors with a SwarmError
 * `usage`.
 *
 * @throws SwarmError `usage` for an option that it does not know.
 * @example
 * const model = scriptedModel([{ calls: [{ name: 'look' }] }, 'Three hives.']);
 */
export const scriptedModel = (script: readonly ScriptedTurn[], options: ScriptOptions = {}): ScriptedModel => {
  refuseUnknown('scriptedModel()', options, OPTIONS);
  const requests: ChatCompletionRequest[] = [];
  const model: ChatModel = (request) =>
    defer(() => {
      const turn = script[requests.length];
      requests.push({ ...request });
      return turn === undefined ? throwError(() => pastTheEnd(script, request)) : play(turn, request, options);
    });
  return Object.assign(model, { requests });
};

const OPTIONS: readonly (keyof ScriptOptions)[] = ['chunkLength', 'delay', 'scheduler'];
const ANSWER: readonly (keyof ScriptedAnswer)[] = ['content', 'calls', 'finishReason', 'usage', 'error', 'errorAt'];

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
  refuseUnknown('An answer of scriptedModel()', answer, ANSWER);
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
  usageError(
    `The script has ${script.length} turns, and one more was requested after: ${JSON.stringify(messages.at(-1))}`,
  );
