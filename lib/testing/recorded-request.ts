import { redactJson, redactText } from '../util/redact.ts';
import type { RecordedRequest } from './fetch-recording.ts';
import type { Redact } from './recorded-head.ts';

/** The arguments of `fetch`. */
export type FetchArguments = Parameters<typeof globalThis.fetch>;

/** A request without its secrets, and a function that hides them elsewhere: a server repeats a wrong key in its error. */
export interface RedactedRequest {
  readonly request: RecordedRequest;
  readonly redact: Redact;
}

/** Headers and parameters that never hold a secret. Any other may, because gateways have names of their own for keys. */
const HARMLESS =
  /^(accept(-.*)?|content-type|user-agent|idempotency-key|anthropic-(version|beta)|openai-beta|x-stainless-.*)$/;
const HARMLESS_PARAMETER = /^(alt|api-version|beta)$/;
const HIDDEN = '***';
/** Shorter values are switches (`x-beta: v2`), and hiding them everywhere would hide ordinary words. */
const SHORTEST_SECRET = 8;

type Pairs = readonly (readonly [name: string, value: string])[];

/** Splits values into words, because a server repeats only the second word of `Bearer …`. */
const secretsIn = (pairs: Pairs): readonly string[] =>
  pairs.flatMap(([, value]) => value.split(' ')).filter((word) => word.length >= SHORTEST_SECRET);

/** Returns the signal of a request. */
export const signalOfFetch = ([input, init]: FetchArguments): AbortSignal | null | undefined =>
  init?.signal ?? (isRequest(input) ? input.signal : undefined);

/** Returns the request of a `fetch` as recordings hold it. The body is read from a copy. */
export const recordedRequest = async ([input, init]: FetchArguments): Promise<RedactedRequest> => {
  const { method, url, headers } = headOf(input, init);
  const query = [...url.searchParams];
  const secrets = secretsIn([
    ...headers.filter(([name]) => !HARMLESS.test(name)),
    ...query.filter(([name]) => !HARMLESS_PARAMETER.test(name)),
  ]);
  const redact: Redact = (text) => redactText(text, secrets);
  for (const [name] of query) if (!HARMLESS_PARAMETER.test(name)) url.searchParams.set(name, HIDDEN);
  const text = isRequest(input) && init?.body === undefined ? await input.clone().text() : textOf(init?.body);
  return {
    redact,
    request: {
      method,
      url: redact(url.href),
      headers: Object.fromEntries(headers.map(([name, value]) => [name, HARMLESS.test(name) ? redact(value) : HIDDEN])),
      ...(text !== undefined && text !== '' && { body: toBody(text, secrets) }),
    },
  };
};

const isRequest = (input: FetchArguments[0]): input is Request => typeof input === 'object' && 'clone' in input;

interface Head {
  readonly method: string;
  readonly url: URL;
  readonly headers: Pairs;
}

const headOf = (input: FetchArguments[0], init: RequestInit = {}): Head => {
  const request = isRequest(input) ? input : undefined;
  return {
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    url: new URL(addressOf(input), page()),
    headers: [...new Headers(init.headers ?? request?.headers)],
  };
};

const addressOf = (input: FetchArguments[0]): string => {
  if (typeof input === 'string') return input;
  return isRequest(input) ? input.url : input.href;
};

/** The address of the page, which addresses in a browser may be relative to. */
const page = (): string | undefined => (globalThis as { readonly location?: { readonly href: string } }).location?.href;

const textOf = (body: BodyInit | null | undefined): string | undefined => {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return String(body);
  return body instanceof ArrayBuffer || ArrayBuffer.isView(body) ? new TextDecoder().decode(body) : undefined;
};

const toBody = (text: string, secrets: readonly string[]): unknown => {
  try {
    return redactJson(JSON.parse(text), secrets);
  } catch {
    return redactText(text, secrets);
  }
};
