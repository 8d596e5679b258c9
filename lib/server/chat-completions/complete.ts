import { catchError, concat, filter, lastValueFrom, map, type Observable, of, takeUntil, tap, toArray } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { RunEvent } from '../../agent/response.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { Swarm } from '../../swarm.ts';
import { randomId } from '../../util/random-id.ts';
import { show } from '../../util/stringify.ts';
import type { Admit } from '../http/admission.ts';
import { abortOf } from '../http/abort-of.ts';
import { eventFrame, eventResponse, jsonResponse } from '../http/event-response.ts';
import type { Caller, Limits, ServerOptions } from '../http/options.ts';
import { publicError, type PublicError } from '../http/public-error.ts';
import { readJson } from '../http/read-json.ts';
import { Refusal } from '../http/refusal.ts';
import { failureOf, openAiError } from './openai-error.ts';
import { type CompletionRequest, readCompletionRequest } from './read-completion-request.ts';
import { toChunks, toWhole } from './to-chunks.ts';

/** The options of `serveChatCompletions`, completed once. */
export interface CompletionsServer {
  readonly swarm: Pick<Swarm, 'run'>;
  readonly options: ServerOptions;
  readonly contextVariables: ContextVariables;
  readonly findAgent: (name: string) => Agent | undefined;
  readonly limits: Required<Limits>;
  readonly admit: Admit;
}

/** Answers `POST /chat/completions`: as a stream of chunks, or as one completion. */
export const complete = async (request: Request, caller: Caller, server: CompletionsServer): Promise<Response> => {
  const { limits, options } = server;
  const release = server.admit(caller.key);
  try {
    const body = await readJson(request, limits.bodyBytes);
    const wanted = readCompletionRequest(body, limits.messages, options.parts);
    const run$ = server.swarm.run(runOptions(wanted, caller, server));
    // A client that left by now would not be noticed later.
    request.signal.throwIfAborted();
    const common = { id: `chatcmpl-${randomId()}`, created: Math.floor(Date.now() / 1000), model: wanted.model };
    if (!wanted.stream) return await wholeResponse(run$, { common, request, release }, options);
    const frames$ = chunkFrames(run$, wanted, common, options);
    return eventResponse(frames$, { request, server: options, errorFrame, release });
  } catch (error) {
    release();
    throw error;
  }
};

/** The fields that all chunks of a completion share. */
type Common = Readonly<Record<'id' | 'model', string>> & { readonly created: number };

const chunkFrames = (
  run$: Observable<RunEvent>,
  { includeUsage }: CompletionRequest,
  common: Common,
  options: ServerOptions,
): Observable<string> =>
  concat(
    toChunks(run$).pipe(
      filter(({ choices }) => choices.length > 0 || includeUsage),
      map((chunk) => eventFrame({ ...common, object: 'chat.completion.chunk', ...chunk })),
    ),
    of('data: [DONE]\n\n'),
  ).pipe(
    catchError((reason: unknown) => {
      const { status, code } = failureOf(reason, false);
      return of(errorFrame({ ...publicError(reason, randomId(), options), code }, status));
    }),
  );

const errorFrame = (error: PublicError, status = 500): string => eventFrame(openAiError(error, status));

/** Answers when the run has ended. Remembers if a function has started by then, because clients repeat what may be repeated. */
const wholeResponse = async (
  run$: Observable<RunEvent>,
  { common, request, release }: { readonly common: Common; readonly request: Request; readonly release: () => void },
  options: ServerOptions,
): Promise<Response> => {
  let hasActed = false;
  const watched$ = run$.pipe(tap((event) => (hasActed ||= 'tool' in event && event.tool.status === 'start')));
  const untilGone$ = toChunks(watched$).pipe(toArray(), takeUntil(abortOf(request)));
  try {
    const chunks = await lastValueFrom(untilGone$, { defaultValue: [] });
    return jsonResponse({ ...common, object: 'chat.completion', ...toWhole(chunks) }, { request, release });
  } catch (reason) {
    release();
    const { status, headers, code } = failureOf(reason, hasActed);
    const error = { ...publicError(reason, randomId(), options), code };
    return Response.json(openAiError(error, status), { status, headers: { 'cache-control': 'no-store', ...headers } });
  }
};

const runOptions = (
  { model, messages }: CompletionRequest,
  caller: Caller,
  { contextVariables, limits, options: { run, scheduler }, ...server }: CompletionsServer,
): RunOptions => ({
  ...run,
  // Chunks that were sent cannot be taken back.
  turnRetries: 0,
  agent: agentNamed(model, server),
  messages,
  contextVariables: { ...contextVariables, ...caller.contextVariables },
  maxTurns: limits.maxTurns,
  runTimeout: limits.runTimeout,
  ...(scheduler && { scheduler }),
});

/** Returns the agent that a request names as its model. @throws Refusal 404. */
export const agentNamed = (name: string, { findAgent }: Pick<CompletionsServer, 'findAgent'>): Agent => {
  const agent = findAgent(name);
  if (agent === undefined) throw new Refusal(404, 'model_not_found', `Not Found: there is no model ${show(name)}.`);
  return agent;
};
