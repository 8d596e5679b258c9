/** The options that are passed along with a request. */
export interface OpenAIRequestOptions {
  /** Aborts the request. */
  readonly signal?: AbortSignal;
  /** The client's own retries, which are switched off. */
  readonly maxRetries?: number;
  /** Handed on to the client's `fetch`. */
  readonly fetchOptions?: { readonly redirect?: 'manual' };
}

/**
 * The part of a client of the `openai` package that is used: any of its majors 5, 6 and 7, `OpenAI` or `AzureOpenAI`. Its own
 * types are not named here, because those of two majors, or of two copies of one, are never assignable to each other.
 */
export interface OpenAIClient {
  /** The chat API of the client. */
  readonly chat: {
    /** The Chat Completions endpoint. */
    readonly completions: {
      /** Sends a request; its `asResponse()` resolves with the raw response. */
      create(
        body: object,
        options?: OpenAIRequestOptions,
      ): {
        /** Resolves with the raw response, its body unread. Rejects with the client's own error. */
        asResponse(): Promise<Response>;
      };
    };
  };
}
