import type { ChatCompletionChunk, ChatCompletionRequest, ChatModel } from 'rxswarm/models';
import { defer, from, throwError, type ObservableInput } from 'rxjs';

export interface ScriptedModel extends ChatModel {
  /** What it was asked, in order. */
  readonly requests: readonly ChatCompletionRequest[];
}

/** A chat model that plays one turn a request, synchronously where the turns are. */
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
