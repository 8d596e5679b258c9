import { concat, concatMap, defer, from, ignoreElements, map, tap, type Observable } from 'rxjs';
import type { Database } from '../database.ts';
import type { Embedder } from './embedder.ts';
import { firstOfEach, type Ranked, type Ranking } from './search.ts';

/** Texts that are sent in one request. */
const BATCH = 64;

/** The similarity from which on an article fits. It depends on the model: some call everything similar. */
const SIMILAR = 0.5;

const MISSING = `SELECT rowid AS chunk, title || '. ' || text AS text FROM chunks
  WHERE rowid NOT IN (SELECT chunk FROM vectors WHERE model = ?)`;
const NEAREST = `SELECT article, title, text, 1 - vector_distance_cos(vector, ?) AS score
  FROM vectors JOIN chunks ON chunks.rowid = vectors.chunk WHERE model = ? ORDER BY score DESC LIMIT 24`;

interface Chunk {
  readonly chunk: number;
  readonly text: string;
}

/** Ranks the passages for a question by the similarity of vectors. Chunks without a vector get one first. */
export const searchVectors = (database: Database, embedder: Embedder, question: string): Observable<Ranking> =>
  concat(
    fill(database, embedder),
    defer(() => embedder.embed([question])).pipe(map(([vector]) => nearest(database, embedder.model, vector))),
  );

/** Writes the missing vectors, batch by batch. A process that ends in between leaves whole batches. */
const fill = (database: Database, { model, embed }: Embedder): Observable<never> =>
  defer(() => from(batched(database.all(MISSING, model) as unknown as readonly Chunk[]))).pipe(
    concatMap((chunks) =>
      embed(chunks.map(({ text }) => text)).pipe(
        tap((vectors) => {
          store(database, model, chunks, vectors);
        }),
      ),
    ),
    ignoreElements(),
  );

const batched = (chunks: readonly Chunk[]): readonly (readonly Chunk[])[] =>
  Array.from({ length: Math.ceil(chunks.length / BATCH) }, (_, index) =>
    chunks.slice(index * BATCH, (index + 1) * BATCH),
  );

const store = (database: Database, model: string, chunks: readonly Chunk[], vectors: readonly Float32Array[]): void => {
  database.transaction(() => {
    vectors.forEach((vector, index) => {
      database.run(
        'INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)',
        chunks[index]?.chunk ?? 0,
        model,
        bytesOf(vector),
      );
    });
  });
};

const nearest = (database: Database, model: string, vector: Float32Array = new Float32Array()): Ranking => {
  const passages = firstOfEach(database.all(NEAREST, bytesOf(vector), model) as unknown as readonly Ranked[]);
  return { passages, fits: (passages[0]?.score ?? 0) >= SIMILAR };
};

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
