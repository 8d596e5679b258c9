import { catchError, concat, filter, finalize, lastValueFrom, map, of, takeUntil, toArray } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { Swarm } from '../../swarm.ts';
import { randomId } from '../../util/random-id.ts';
import type { Admit } from '../http/admission.ts';
import type { ErrorBody } from '../http/handler.ts';
import { abortOf, eventFrame, eventResponse } from '../http/event-response.ts';
import type { Caller, Limits, ServerOptions } from '../http/options.ts';
import { publicError, type PublicError } from '../http/public-error.ts';
import { readJson } from '../http/read-json.ts';
import { Refusal } from '../http/refusal.ts';
import { type CompletionRequest, readCompletionRequest } from './read-completion-request.ts';
import { toChunks, toWhole } from './to-chunks.ts';

/** What `serveChatCompletions` was given, looked through once. */
export interface CompletionsServer {
  readonly swarm: Pick<Swarm, 'run'>;
  readonly options: ServerOptions;
  readonly contextVariables: ContextVariables;
  readonly agentOf: (name: string) => Agent | undefined;
  readonly limits: Required<Limits>;
  readonly admit: Admit;
}

/** An answer to a request for one: streamed, or whole. */
export const complete = async (request: Request, caller: Caller, server: CompletionsServer): Promise<Response> => {
  const { limits, options } = server;
  const asked = readCompletionRequest(await readJson(request, limits.bodyBytes), limits.messages);
  const run$ = server.swarm.run(runOptions(asked, caller, server));
  // Who left by now would not be heard leaving.
  request.signal.throwIfAborted();
  const release = server.admit(caller.key);
  const chunks$ = toChunks(run$).pipe(finalize(release));
  const common = { id: `chatcmpl-${randomId()}`, created: Math.floor(Date.now() / 1000), model: asked.model };
  if (!asked.stream) {
    const chunks = await lastValueFrom(chunks$.pipe(toArray(), takeUntil(abortOf(request))), {
      defaultValue: [],
    });
    return Response.json({ ...common, object: 'chat.completion', ...toWhole(chunks) });
  }
  const frames$ = concat(
    chunks$.pipe(
      filter(({ choices }) => choices.length > 0 || asked.includeUsage),
      map((chunk) => eventFrame({ ...common, object: 'chat.completion.chunk', ...chunk })),
    ),
    of('data: [DONE]\n\n'),
  ).pipe(catchError((reason: unknown) => of(errorFrame(errorOf(reason, options)))));
  return eventResponse(frames$, request, options, errorFrame);
};

const runOptions = (
  { model, messages }: CompletionRequest,
  caller: Caller,
  { contextVariables, limits, options: { run, scheduler }, ...server }: CompletionsServer,
): RunOptions => ({
  ...run,
  // What was streamed cannot be taken back.
  turnRetries: 0,
  agent: known(model, server),
  messages,
  contextVariables: { ...contextVariables, ...caller.contextVariables },
  maxTurns: limits.maxTurns,
  runTimeout: limits.runTimeout,
  ...(scheduler && { scheduler }),
});

/** @throws Refusal 404. */
export const known = (name: string, { agentOf }: Pick<CompletionsServer, 'agentOf'>): Agent => {
  const agent = agentOf(name);
  if (agent === undefined) throw new Refusal(404, 'request', `There is no model ${JSON.stringify(name)}.`);
  return agent;
};

const errorOf = (reason: unknown, options: ServerOptions): PublicError =>
  reason instanceof Refusal ? reason : publicError(reason, randomId(), options);

/** As the API words it. */
export const errorBody: ErrorBody = ({ type, message, id }) => ({
  error: { message: id === undefined ? message : `${message} (${id})`, type, param: null, code: null },
});

const errorFrame = (error: PublicError): string => eventFrame(errorBody(error));
