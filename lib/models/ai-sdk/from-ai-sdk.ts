import { catchError, defer, filter, map, type Observable, takeWhile, tap, throwError } from 'rxjs';
import { refuse, usageError } from '../../agent/errors.ts';
import type { ChatCompletionChunk, ChatCompletionRequest, ChatModel } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { show } from '../../util/stringify.ts';
import { listenerOf } from '../transport/exchange-listener.ts';
import { asWire } from '../wire.ts';
import { aiSdkError, headersOf } from './ai-sdk-error.ts';
import { answerStream } from './answer-stream.ts';
import { callOptions } from './call-options.ts';
import type { AiSdkModel, Json, PartStream } from './language-model.ts';
import { readParts } from './read-parts.ts';
import { partsOfWhole, streamOf } from './whole-answer.ts';

/**
 * Returns a chat model over a language model of the AI SDK's providers (`LanguageModelV2`, `V3`, `V4`), such as Bedrock, Vertex,
 * Mistral or Cohere. Takes a model, or a function that returns one for the name of the request's model, as providers are.
 * Errors only with a `SwarmError`.
 *
 * It asks once. `new Swarm(fromAiSdk(…))` puts `retry()` and `timeout()` around it.
 *
 * @example
 * const swarm = new Swarm(fromAiSdk(createMistral({ apiKey })));
 *
 * @throws SwarmError `usage` for anything else than a model or a function.
 */
export const fromAiSdk = (model: AiSdkModel | ((name: string) => AiSdkModel)): ChatModel => {
  refuse(typeof model !== 'function' && !isModel(model), () => refusal('fromAiSdk()', model));
  return asWire((request) =>
    defer(() => {
      const named: unknown = typeof model === 'function' ? model(request.model) : model;
      if (isModel(named)) return ask(named, request);
      throw usageError(refusal(`fromAiSdk() for the model ${show(request.model)}`, named));
    }).pipe(
      catchError((error: unknown) =>
        throwError(() => aiSdkError(error, { provider: 'of the caller', modelId: request.model })),
      ),
    ),
  );
};

const ask = (model: AiSdkModel, request: ChatCompletionRequest): Observable<ChatCompletionChunk> => {
  const { provider, modelId } = model;
  const origin = { wire: 'ai-sdk', model: `${provider}:${modelId}`, host: '' };
  const options = callOptions(request, model, origin);
  const listener = listenerOf(request);
  const reader = readParts(model, origin);
  const open = async (signal: AbortSignal): Promise<PartStream> => {
    const { stream, response } = await answerOf(model, { ...options, abortSignal: signal }, request.stream);
    if (isRecord(response)) listener?.headers?.(headersOf(response['headers']));
    return stream;
  };
  return answerStream(open, () => reader.isFinished).pipe(
    tap(() => listener?.read?.()),
    map((part) => reader.read(part)),
    takeWhile((chunk) => chunk?.choices[0]?.finish_reason == null, true),
    filter((chunk) => chunk !== undefined),
    catchError((error: unknown) => throwError(() => aiSdkError(error, model))),
  );
};

/** Asks for an answer in the way that the request wants it. */
const answerOf = async (
  model: AiSdkModel,
  options: Json,
  isStreamed: boolean,
): Promise<{ readonly stream: PartStream; readonly response?: unknown }> => {
  if (isStreamed) return model.doStream(options as never);
  const answer: Json = { ...(await model.doGenerate(options as never)) };
  return { stream: streamOf(partsOfWhole(answer)), response: answer['response'] };
};

const isModel = (value: unknown): value is AiSdkModel =>
  isRecord(value) && typeof value['doStream'] === 'function' && /^v[234]$/.test(String(value['specificationVersion']));

/** Names what was given without its values, because settings of a provider may hold a key. */
const refusal = (subject: string, given: unknown): string => {
  const version = isRecord(given) ? given['specificationVersion'] : undefined;
  const kind = version === undefined ? (given === null ? 'null' : typeof given) : `one of version ${show(version)}`;
  return `${subject} takes a language model of the AI SDK, of version v2, v3 or v4, got ${kind}.`;
};
