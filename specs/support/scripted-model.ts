import type { ChatCompletionChunk, ChatCompletionRequest, ChatModel } from 'rxswarm/models';
import { defer, from, throwError, type ObservableInput } from 'rxjs';

export interface ScriptedModel extends ChatModel {
  /** The requests, in order. */
  readonly requests: readonly ChatCompletionRequest[];
}

/** Makes a chat model that plays one turn a request, synchronously when the turns are synchronous. */
export const scripted = (...turns: readonly ObservableInput<ChatCompletionChunk>[]): ScriptedModel => {
  const requests: ChatCompletionRequest[] = [];
  const model: ChatModel = (request) =>
    defer(() => {
      const turn = turns[requests.length];
      requests.push({ ...request });
      return turn ? from(turn) : throwError(() => new Error(`The script has ${turns.length} turns only.`));
    });
  return Object.assign(model, { requests });
};
