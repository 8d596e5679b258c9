import { catchError, concat, filter, finalize, lastValueFrom, map, of, takeUntil, toArray } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { Swarm } from '../../swarm.ts';
import { randomId } from '../../util/random-id.ts';
import type { Admit } from '../http/admission.ts';
import { abortOf, eventFrame, eventResponse } from '../http/event-response.ts';
import type { ErrorBody } from '../http/handler.ts';
import type { Caller, Limits, ServerOptions } from '../http/options.ts';
import { publicError, type PublicError } from '../http/public-error.ts';
import { readJson } from '../http/read-json.ts';
import { Refusal } from '../http/refusal.ts';
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
  const wanted = readCompletionRequest(await readJson(request, limits.bodyBytes), limits.messages);
  const run$ = server.swarm.run(runOptions(wanted, caller, server));
  // A client that left by now would not be noticed later.
  request.signal.throwIfAborted();
  const release = server.admit(caller.key);
  const chunks$ = toChunks(run$).pipe(finalize(release));
  const common = { id: `chatcmpl-${randomId()}`, created: Math.floor(Date.now() / 1000), model: wanted.model };
  if (!wanted.stream) {
    const untilGone$ = chunks$.pipe(toArray(), takeUntil(abortOf(request)));
    const chunks = await lastValueFrom(untilGone$, { defaultValue: [] });
    return Response.json({ ...common, object: 'chat.completion', ...toWhole(chunks) });
  }
  const frames$ = concat(
    chunks$.pipe(
      filter(({ choices }) => choices.length > 0 || wanted.includeUsage),
      map((chunk) => eventFrame({ ...common, object: 'chat.completion.chunk', ...chunk })),
    ),
    of('data: [DONE]\n\n'),
  ).pipe(catchError((reason: unknown) => of(errorFrame(toPublicError(reason, options)))));
  return eventResponse(frames$, request, options, errorFrame);
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
  if (agent === undefined) throw new Refusal(404, 'request', `There is no model ${JSON.stringify(name)}.`);
  return agent;
};

const toPublicError = (reason: unknown, options: ServerOptions): PublicError =>
  reason instanceof Refusal ? reason : publicError(reason, randomId(), options);

/** Builds an error's body in the shape of the OpenAI API. */
export const errorBody: ErrorBody = ({ type, message, id }) => ({
  error: { message: id === undefined ? message : `${message} (${id})`, type, param: null, code: null },
});

const errorFrame = (error: PublicError): string => eventFrame(errorBody(error));
