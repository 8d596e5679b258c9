import type { OpenAIClient } from '../openai/openai-client.ts';
import { isRecord } from '../../util/is-record.ts';

/** The part of a client of the `openai` package that `responses()` uses: any of its majors 5, 6 and 7, `OpenAI` or `AzureOpenAI`. */
export interface ResponsesClient {
  /** The Responses API of the client. */
  readonly responses: {
    /** Sends a request; its `asResponse()` resolves with the raw response. */
    readonly create: OpenAIClient['chat']['completions']['create'];
  };
}

/** Returns true for a client, which options are not. */
export const isResponsesClient = (value: object): value is ResponsesClient => {
  const api: unknown = (value as { readonly responses?: unknown }).responses;
  return isRecord(api) && typeof api['create'] === 'function';
};
