/** Describes an endpoint in the messages of errors: its address, and the settings that a caller can change. */
export interface EndpointInfo {
  /** The address that was asked, without query and credentials. */
  readonly url: string;
  /** The path behind the base address, such as `/chat/completions`. */
  readonly path: string;
  /** Short hash of the host; `''` for a host that is not known. */
  readonly host: string;
  /** The settings of the address, such as `OPENAI_BASE_URL or the baseURL option`. */
  readonly urlSetting: string;
  /** The settings of the key, such as `OPENAI_API_KEY or the apiKey option`. */
  readonly keySetting: string;
  /** True where a key or another credential is sent. */
  readonly hasKey: boolean;
  /** Texts that must not appear in an error. */
  readonly secrets: readonly string[];
}
