import { catchError, concat, filter, lastValueFrom, map, type Observable, of, takeUntil, tap, toArray } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { AnyFunction } from '../../agent/function-schema.ts';
import type { RunEvent } from '../../agent/response.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { Swarm } from '../../swarm.ts';
import { randomId } from '../../util/random-id.ts';
import { show } from '../../util/stringify.ts';
import type { Admit } from '../http/admission.ts';
import { abortOf } from '../http/abort-of.ts';
import { eventFrame, eventResponse, jsonResponse } from '../http/event-response.ts';
import { type ClientTools, clientToolFunction, isOffered } from '../client-tools/client-tools.ts';
import { assertNamesFree } from '../client-tools/read-tools.ts';
import type { Caller, Limits, ServerOptions } from '../http/options.ts';
import { publicError, type PublicError } from '../http/public-error.ts';
import { readJson } from '../http/read-json.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import { failureOf, openAiError } from './openai-error.ts';
import { withAsked } from './parameters.ts';
import { type CompletionRequest, readCompletionRequest } from './read-completion-request.ts';
import { type AnswerForm, toChunks, toWhole } from './to-chunks.ts';

/** The options of `serveChatCompletions`, completed once. */
export interface CompletionsServer {
  readonly swarm: Pick<Swarm, 'run'>;
  readonly options: ServerOptions;
  readonly contextVariables: ContextVariables;
  readonly clientTools: ClientTools | undefined;
  /** Names that tools of clients cannot have. */
  readonly takenNames: ReadonlySet<string>;
  /** Tells the owner of the server, once, that clients offer tools. */
  readonly warnOfTools: () => void;
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
    const wanted = readCompletionRequest(body, limits, options.parts);
    const run$ = server.swarm.run(runOptions(wanted, caller, server));
    // A client that left by now would not be noticed later.
    request.signal.throwIfAborted();
    const form = { tools: new Set(wanted.tools.map(({ name }) => name)), isJson: wanted.output !== undefined };
    const common = { id: `chatcmpl-${randomId()}`, created: Math.floor(Date.now() / 1000), model: wanted.model };
    if (!wanted.stream) return await wholeResponse(run$, form, { common, request, release }, options);
    const frames$ = chunkFrames(run$, { ...wanted, ...form }, common, options);
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
  { includeUsage, ...form }: AnswerForm & Pick<CompletionRequest, 'includeUsage'>,
  common: Common,
  options: ServerOptions,
): Observable<string> =>
  concat(
    toChunks(run$, form).pipe(
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
  form: AnswerForm,
  { common, request, release }: { readonly common: Common; readonly request: Request; readonly release: () => void },
  options: ServerOptions,
): Promise<Response> => {
  let hasActed = false;
  const watched$ = run$.pipe(tap((event) => (hasActed ||= 'tool' in event && event.tool.status === 'start')));
  const untilGone$ = toChunks(watched$, form).pipe(toArray(), takeUntil(abortOf(request)));
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

const runOptions = (wanted: CompletionRequest, caller: Caller, server: CompletionsServer): RunOptions => {
  const { contextVariables, limits } = server;
  const { run, scheduler } = server.options;
  const agent = agentNamed(wanted.model, server);
  assertFree(wanted, agent);
  const functions = functionsOf(wanted, caller, server);
  return {
    ...run,
    // Chunks that were sent cannot be taken back.
    turnRetries: 0,
    agent,
    messages: wanted.messages,
    contextVariables: { ...contextVariables, ...caller.contextVariables },
    everyAgent: { functions, settings: withAsked(wanted.settings) },
    maxTurns: limits.maxTurns,
    runTimeout: limits.runTimeout,
    ...(wanted.output && { output: wanted.output }),
    ...(scheduler && { scheduler }),
  };
};

/** @throws Refusal 400 for a request that would undo what the agent's owner decided. */
const assertFree = ({ output, isForced }: CompletionRequest, { name, ...agent }: Agent): void => {
  if (output && agent.output) throw badRequest(`"response_format" is not supported: ${show(name)} has its own.`);
  if (isForced && agent.toolChoice) throw badRequest(`"tool_choice" is not supported: ${show(name)} has its own.`);
};

/** Returns the client's tools as functions. @throws Refusal 400 for a tool that is not offered. */
const functionsOf = (
  { tools, mayCall }: CompletionRequest,
  caller: Caller,
  { clientTools, takenNames, warnOfTools }: CompletionsServer,
): readonly AnyFunction[] => {
  if (tools.length > 0 && clientTools === undefined) {
    warnOfTools();
    throw badRequest('"tools" is not supported: agents have their own functions.');
  }
  const refused = tools.find((tool) => !isOffered(tool, clientTools, caller));
  if (refused) throw badRequest(`the tool ${show(refused.name)} is not one of those that are taken.`);
  assertNamesFree(tools, takenNames);
  return mayCall ? tools.map(clientToolFunction) : [];
};

/** Returns the agent that a request names as its model. @throws Refusal 404. */
export const agentNamed = (name: string, { findAgent }: Pick<CompletionsServer, 'findAgent'>): Agent => {
  const agent = findAgent(name);
  if (agent === undefined) throw new Refusal(404, 'model_not_found', `Not Found: there is no model ${show(name)}.`);
  return agent;
};
