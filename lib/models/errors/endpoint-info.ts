/** Who was asked, and what the caller can set to ask otherwise: what an error's sentence names. */
export interface Asked {
  /** Without query and credentials. */
  readonly url: string;
  /** Such as `OPENAI_BASE_URL or the baseURL option`. */
  readonly urlSetting: string;
  /** Such as `OPENAI_API_KEY or the apiKey option`. */
  readonly keySetting: string;
  /** Whether a key or another credential is sent. */
  readonly hasKey: boolean;
  /** Never to appear in a message. */
  readonly secrets: readonly string[];
}
