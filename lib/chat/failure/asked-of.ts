import type { OpenAIClient } from '../../models/openai/openai-client.ts';
import { KEYLESS } from '../request/keyless.ts';
import type { Asked } from '../../models/errors/asked.ts';

/** Public in all clients, and needed for nothing but sentences: a client without them will do. */
interface Described {
  readonly baseURL?: unknown;
  readonly apiKey?: unknown;
}

const urlOf = (baseURL: unknown): string => {
  if (typeof baseURL !== 'string' || !URL.canParse(baseURL)) return "The client's server";
  const { origin, pathname } = new URL(baseURL);
  return `${origin}${pathname.replace(/\/+$/, '')}/chat/completions`;
};

/** Who a client asks, as far as it tells. */
export const askedOf = (client: OpenAIClient & Described): Asked => {
  const key = typeof client.apiKey === 'string' ? client.apiKey : undefined;
  return {
    url: urlOf(client.baseURL),
    urlSetting: "OPENAI_BASE_URL or the client's baseURL",
    keySetting: "OPENAI_API_KEY or the client's apiKey",
    hasKey: client.apiKey !== undefined && client.apiKey !== KEYLESS,
    secrets: key === undefined ? [] : [key],
  };
};
