/** The part of a stream of the AI SDK that is read here. */
export interface PartStream {
  /** Locks the stream to the reader that it returns. */
  getReader(): {
    /** Resolves with the next part, or with the end. */
    read(): Promise<{
      /** True at the end. */
      readonly done: boolean;
      /** The part. Absent at the end. */
      readonly value?: unknown;
    }>;
    /** Ends the stream. */
    cancel(): Promise<void>;
  };
}

/**
 * A language model of the AI SDK: `LanguageModelV2`, `V3` or `V4`, known by its structure. The requests of the versions differ
 * in type, so their parameter is left open here.
 */
export interface AiSdkModel {
  /** Version of the interface: `v2`, `v3` or `v4`. */
  readonly specificationVersion: string;
  /** Name of the provider, such as `mistral.chat`. */
  readonly provider: string;
  /** Name of the model, as the provider knows it. */
  readonly modelId: string;
  /** Asks for an answer that is streamed. */
  doStream(options: never): PromiseLike<{
    /** The parts of the answer. */
    readonly stream: PartStream;
    /** Holds the headers of the server's response. Absent if the provider does not tell. */
    readonly response?: unknown;
  }>;
  /** Asks for a whole answer. */
  doGenerate(options: never): PromiseLike<object>;
}

/** The versions of the interface that are spoken here. */
export type Version = 'v2' | 'v3' | 'v4';

/** A record of which nothing is known, as a provider or a server wrote it. */
export type Json = Readonly<Record<string, unknown>>;

/** Returns the key of a provider's own options: `openai` for `openai.responses`. */
export const providerKey = ({ provider }: AiSdkModel): string => provider.split('.', 1)[0] ?? provider;
