/** What is passed along with a request. */
export interface OpenAIRequestOptions {
  readonly signal?: AbortSignal;
  readonly maxRetries?: number;
  readonly fetchOptions?: { readonly redirect?: 'manual' };
}

/**
 * What is needed of a client of the `openai` package: any of its majors 5, 6 and 7, `OpenAI` or `AzureOpenAI`. Its own types
 * are not named here, as those of two majors, or of two copies of one, are never assignable to each other.
 */
export interface OpenAIClient {
  readonly chat: {
    readonly completions: {
      create(body: object, options?: OpenAIRequestOptions): { asResponse(): Promise<Response> };
    };
  };
}
