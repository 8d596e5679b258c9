import createDebug from 'debug';
import type { Debugger } from 'debug';
import type { Response } from '../agent/response.ts';
import type { ToolEvent } from '../messages/events.ts';
import type { AssistantMessage, ChatCompletionRequest } from '../messages/types.ts';

type Loggers = Readonly<Record<'run' | 'chat' | 'tool', Debugger>>;

const create = (): Loggers => ({
  run: createDebug('rxswarm:run'),
  chat: createDebug('rxswarm:chat'),
  tool: createDebug('rxswarm:tool'),
});

const logBy = ({ run, chat, tool }: Loggers): Log => ({
  begins: (agent, messages) => run('%s begins with %d messages', agent, messages),
  asks: (agent, request) => {
    // Copied for the log only: its messages are not there until they are read.
    if (chat.enabled) chat('%s asks %s: %O', agent, request.model, { ...request });
  },
  answers: (agent, answer, finishReason) => chat('%s ends with %s: %O', agent, finishReason, answer),
  calls: (event) => tool('%O', event.tool),
  handsOff: (from, to) => run('%s hands off to %s', from, to),
  responds: ({ agent, finishReason }, turns) => run('%s responds after %d turns: %s', agent.name, turns, finishReason),
});

const shared = create();

/** With `debug`, a log of this run alone; else of what `DEBUG` names when the run begins, undefined where that is nothing. */
export const debugLog = (debug: boolean): Log | undefined => {
  const loggers = debug ? create() : shared;
  const all = Object.values(loggers);
  if (debug) for (const logger of all) logger.enabled = true;
  return all.some(({ enabled }) => enabled) ? logBy(loggers) : undefined;
};

/** Log of a run, written as it happens. `Swarm` supplies it; a loop that is used alone writes no log. */
export interface Log {
  begins(agent: string, messages: number): void;
  asks(agent: string, request: ChatCompletionRequest): void;
  answers(agent: string, answer: AssistantMessage, finishReason: string | undefined): void;
  calls(event: ToolEvent): void;
  handsOff(from: string, to: string): void;
  responds(response: Response, turns: number): void;
}
