import type { Observer } from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import { builtinModule } from '../../util/builtin-module.ts';
import { type ByteFlow, cancel } from './http-response.ts';

/** A decompressing stream of `node:zlib`. */
interface Decompressor {
  on(event: 'data', listener: (bytes: Uint8Array) => void): this;
  on(event: 'end', listener: () => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  write(bytes: Uint8Array): unknown;
  end(): unknown;
  destroy(): unknown;
}

type MakeDecompressor = (options?: object) => Decompressor;

/** The part of `node:zlib` that is used here. Zstandard came with Node 22.15. */
interface Zlib {
  readonly createGunzip: MakeDecompressor;
  readonly createInflate: MakeDecompressor;
  readonly createInflateRaw: MakeDecompressor;
  readonly createBrotliDecompress: MakeDecompressor;
  readonly createZstdDecompress?: MakeDecompressor;
}

/** Passes on each read at once, and takes a body that ends without its check sum, as browsers do. */
const FLUSH = { flush: 2, finishFlush: 2 };
const BROTLI_FLUSH = { flush: 1, finishFlush: 1 };

/** Some servers send `deflate` without its header, whose first byte ends with 8. */
const isBareDeflate = (first: Uint8Array): boolean => ((first[0] ?? 0) & 0x0f) !== 8;

const makerOf = (zlib: Zlib, encoding: string): ((first: Uint8Array) => Decompressor) | undefined => {
  const { createZstdDecompress } = zlib;
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return () => zlib.createGunzip(FLUSH);
    case 'deflate':
      return (first) => (isBareDeflate(first) ? zlib.createInflateRaw(FLUSH) : zlib.createInflate(FLUSH));
    case 'br':
      return () => zlib.createBrotliDecompress(BROTLI_FLUSH);
    case 'zstd':
      return createZstdDecompress && (() => createZstdDecompress());
    default:
      return undefined;
  }
};

const unreadable = (cause: Error): SwarmError =>
  new SwarmError('protocol', `The answer cannot be decompressed: ${cause.message}.`, { cause });

const inflated = (body: ByteFlow, make: (first: Uint8Array) => Decompressor): ByteFlow => {
  let decompressor: Decompressor | undefined;
  const begin = (first: Uint8Array, sink: Observer<Uint8Array>): Decompressor =>
    make(first)
      .on('data', (bytes) => sink.next(bytes))
      .on('end', () => sink.complete())
      .on('error', (cause) => sink.error(unreadable(cause)));
  return {
    get locked() {
      return body.locked;
    },
    readInto(sink) {
      body.readInto({
        next: (bytes) => void (decompressor ??= begin(bytes, sink)).write(bytes),
        complete: () => {
          if (decompressor) decompressor.end();
          else sink.complete();
        },
        error: (error) => {
          decompressor?.destroy();
          sink.error(error);
        },
      });
    },
    cancel() {
      decompressor?.destroy();
      cancel(body);
      return Promise.resolve();
    },
  };
};

/**
 * Returns the body as it was before these encodings, the last of them undone first; `undefined` where one is unknown or the
 * runtime has no `node:zlib`.
 */
export const decompressed = (body: ByteFlow, encodings: string): ByteFlow | undefined => {
  const zlib = builtinModule('node:zlib') as Zlib | undefined;
  if (zlib === undefined) return undefined;
  let plain: ByteFlow = body;
  // Takes at most four encodings, because each costs memory and no server needs more.
  for (const encoding of encodings.toLowerCase().split(',', 4).reverse()) {
    if (encoding.trim() === 'identity') continue;
    const make = makerOf(zlib, encoding.trim());
    if (make === undefined) return undefined;
    plain = inflated(plain, make);
  }
  return plain;
};
