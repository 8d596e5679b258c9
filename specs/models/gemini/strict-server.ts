import type { ReceivedRequest, ServerAnswer } from 'rxswarm/testing';

/*
 * A Gemini API that refuses what Google's refuses, in its words (ai.google.dev/api/generate-content, …/docs/function-calling and
 * …/docs/thought-signatures, as others quote it on 2026-12-01; words of errors from bug reports of its users).
 */

type Json = Readonly<Record<string, unknown>>;

export interface Content {
  readonly role: string;
  readonly parts: readonly Json[];
}

export interface GeminiBody extends Json {
  readonly contents: readonly Content[];
  readonly systemInstruction?: { readonly parts: readonly Json[] };
  readonly generationConfig?: Json;
}

export const bodyOf = (request: ReceivedRequest | undefined): GeminiBody => request?.body as GeminiBody;

/** Events of a streamed answer: each has these parts. */
export const streamed = (...events: readonly (readonly Json[])[]): readonly string[] => [
  ...events.map((parts) => event({ candidates: [{ content: { role: 'model', parts }, index: 0 }] })),
  event({
    candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: USAGE,
  }),
];

export const event = (json: unknown): string => `data: ${JSON.stringify(json)}\r\n\r\n`;

export const USAGE = { promptTokenCount: 10, candidatesTokenCount: 3, thoughtsTokenCount: 4, totalTokenCount: 17 };

/**
 * Answers each request with the next of these answers, if it is as the API demands. It knows the signatures that its models made,
 * and refuses any other.
 */
export const strict = (...answers: readonly (readonly string[])[]): ((request: ReceivedRequest) => ServerAnswer) => {
  const issued = new Set<string>();
  const isIssued = (signature: string): boolean => issued.has(signature) || signature.endsWith(NO_SIGNATURE);
  let turn = 0;
  return (request) => {
    const signatures = signaturesIn(JSON.stringify(request.body)).map((signature) => `${request.url} ${signature}`);
    const problem = problemOf(request) ?? (signatures.every(isIssued) ? undefined : 'Corrupted thought signature.');
    if (problem !== undefined) return refused(problem);
    const body = answers[turn++] ?? [];
    for (const signature of signaturesIn(body.join(''))) issued.add(`${request.url} ${signature}`);
    return { body };
  };
};

/** The signature that Google documents for calls of others. */
export const NO_SIGNATURE = 'skip_thought_signature_validator';

const signaturesIn = (json: string): readonly string[] =>
  [...json.matchAll(/"thoughtSignature":"([^"]*)"/g)].map(([, signature = '']) => signature);

const refused = (message: string): ServerAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/json' },
  body: [JSON.stringify({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } })],
});

const FIELDS = [
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'safetySettings',
  'generationConfig',
  'cachedContent',
];
const PART_FIELDS = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'thought',
  'thoughtSignature',
];

const unknownIn = (json: Json, known: readonly string[]): string | undefined => {
  const name = Object.keys(json).find((key) => !known.includes(key));
  return name === undefined ? undefined : `Invalid JSON payload received. Unknown name "${name}": Cannot find field.`;
};

const problemOf = (request: ReceivedRequest): string | undefined => {
  const body = bodyOf(request);
  if (request.headers['x-goog-api-key'] !== 'secret') return 'API key not valid. Please pass a valid API key.';
  return (
    unknownIn(body, FIELDS) ??
    body.contents
      .flatMap(({ parts }) => parts)
      .map((part) => unknownIn(part, PART_FIELDS))
      .find(Boolean) ??
    orderProblem(body.contents) ??
    (request.url.includes('gemini-3') ? signatureProblem(body.contents) : undefined)
  );
};

const fieldOf = (parts: readonly Json[], name: string): readonly Json[] =>
  parts.filter((part) => name in part).map((part) => part[name] as Json);

export const orderProblem = (contents: readonly Content[]): string | undefined => {
  if (contents.length === 0) return 'contents is not specified';
  if (contents.at(-1)?.role === 'model') return 'Requests ending with a model turn are not supported.';
  for (const [place, { role, parts }] of contents.entries()) {
    if (parts.length === 0) return `Unable to submit request because it must have at least one parts field.`;
    const before = contents[place - 1];
    if (role !== (place % 2 === 0 ? 'user' : 'model')) {
      return 'Please ensure that multiturn requests alternate between user and model.';
    }
    const calls = fieldOf(before?.parts ?? [], 'functionCall');
    const results = fieldOf(parts, 'functionResponse');
    if (calls.length !== results.length) {
      return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';
    }
    const isPaired = calls.every(({ name, id }, at) => results[at]?.['name'] === name && results[at]?.['id'] === id);
    if (!isPaired) return 'Function response does not match its call.';
    if (results.some(({ name }) => name === '')) return 'GenerateContentRequest.contents: Name cannot be empty.';
  }
  return undefined;
};

export const signatureProblem = (contents: readonly Content[]): string | undefined => {
  for (const [place, { parts }] of contents.entries()) {
    const first = parts.find((part) => 'functionCall' in part);
    if (first && typeof first['thoughtSignature'] !== 'string') {
      const { name } = first['functionCall'] as { readonly name: string };
      return `Function call is missing a thought_signature in functionCall parts. Additional data, function call \`default_api:${name}\` , position ${String(place)}.`;
    }
  }
  return undefined;
};
