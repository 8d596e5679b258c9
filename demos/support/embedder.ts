import { fromFetch } from 'rxjs/fetch';
import { map, timeout, type Observable } from 'rxjs';

/** An `/embeddings` endpoint. */
export interface Embedder {
  readonly model: string;
  /** Emits one vector for each text, in order. */
  readonly embed: (texts: readonly string[]) => Observable<readonly Float32Array[]>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Milliseconds until an endpoint must have answered, and numbers that a vector may have. */
const PATIENCE = 30_000;
const LONGEST = 8192;

/** Returns the endpoint that `EMBEDDINGS_MODEL` asks for; undefined when it is not set. */
export const embedderOf = (env: Environment = process.env): Embedder | undefined => {
  const model = env['EMBEDDINGS_MODEL'] || undefined;
  const url = env['EMBEDDINGS_BASE_URL'] || env['OPENAI_BASE_URL'] || 'https://api.openai.com/v1';
  const key = env['EMBEDDINGS_API_KEY'] || env['OPENAI_API_KEY'] || '';
  return model === undefined
    ? undefined
    : { model, embed: (texts) => embed({ url: `${url.replace(/\/+$/, '')}/embeddings`, key, model }, texts) };
};

interface Endpoint {
  readonly url: string;
  readonly key: string;
  readonly model: string;
}

const embed = ({ url, key, model }: Endpoint, input: readonly string[]): Observable<readonly Float32Array[]> =>
  fromFetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== '' && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model, input }),
    redirect: 'error',
    selector: async (answer) => {
      if (!answer.ok) throw new Error(`${url} answered ${String(answer.status)}: check EMBEDDINGS_MODEL.`);
      return (await answer.json()) as unknown;
    },
  }).pipe(
    timeout(PATIENCE),
    map((body) => vectorsIn(body, input.length, url)),
  );

/** Reads the vectors of an answer, which may be in any order. */
const vectorsIn = (body: unknown, count: number, url: string): readonly Float32Array[] => {
  const { data = [] } = (body ?? {}) as { readonly data?: readonly { index?: unknown; embedding?: unknown }[] };
  const vectors = Array.from({ length: count }, (_, index) => data.find((entry) => entry.index === index)?.embedding);
  const length = Array.isArray(vectors[0]) ? vectors[0].length : 0;
  if (!vectors.every((vector) => isVector(vector, length)))
    throw new Error(`${url} must answer with ${String(count)} vectors of 1 to ${String(LONGEST)} numbers.`);
  return vectors.map((vector) => Float32Array.from(vector as readonly number[]));
};

const isVector = (vector: unknown, length: number): boolean =>
  Array.isArray(vector) &&
  vector.length === length &&
  length > 0 &&
  length <= LONGEST &&
  vector.every((part) => Number.isFinite(part));
