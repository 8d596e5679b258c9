import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import { usageError } from '../../agent/errors.ts';
import { Refusal } from '../http/refusal.ts';

/** A state that was opened. */
export interface Sealed<T> {
  /** Unique to this state. */
  readonly id: string;
  readonly content: T;
}

export interface SealOptions {
  /** The first encrypts, all decrypt. */
  readonly secrets: readonly string[];
  /** Milliseconds until a state expires. */
  readonly lifetime: number;
  /** Returns the milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes and opens states. A state opens only with one of the secrets, under the key it was made for, until it expires. */
export interface Seal<T> {
  readonly seal: (content: T, id: string, key: string) => Promise<string>;
  /** @throws Refusal 400 or 410. */
  readonly open: (state: string, key: string) => Promise<Sealed<T>>;
}

const ALGORITHMS = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * Seals states as JWE with direct AES-256-GCM. It authenticates what it encrypts, so that a signature would only add length.
 *
 * @throws SwarmError `usage` when there is no secret.
 */
export const sealWith = <T>({ secrets, lifetime, now }: SealOptions): Seal<T> => {
  const keys = secrets.map(derive);
  const [first] = keys;
  if (first === undefined) throw usageError('serve: `secret` is missing: pass one of 32 characters or more.');
  return {
    async seal(content, id, subject) {
      const { kid, key } = await first;
      return new EncryptJWT({ content })
        .setProtectedHeader({ ...ALGORITHMS, kid })
        .setJti(id)
        .setSubject(subject)
        .setExpirationTime(new Date(now() + lifetime))
        .encrypt(key);
    },
    async open(state, subject) {
      const all = await Promise.all(keys);
      try {
        const { payload } = await jwtDecrypt(state, ({ kid }) => keyOf(kid, all), {
          keyManagementAlgorithms: [ALGORITHMS.alg],
          contentEncryptionAlgorithms: [ALGORITHMS.enc],
          currentDate: new Date(now()),
          requiredClaims: ['exp', 'jti', 'content'],
        });
        if (payload.sub !== subject) throw foreign();
        return { id: String(payload.jti), content: payload['content'] as T };
      } catch (error) {
        throw error instanceof errors.JWTExpired ? expired() : foreign();
      }
    },
  };
};

interface Key {
  readonly kid: string;
  readonly key: Uint8Array;
}

/** Derives a key from a secret, so that the secret may have any length and be used elsewhere. */
const derive = async (secret: string): Promise<Key> => {
  const bytes = new TextEncoder().encode(secret);
  const material = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode('rxswarm state');
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const derived = new Uint8Array(await crypto.subtle.deriveBits(parameters, material, 320));
  return { key: derived.subarray(0, 32), kid: Array.from(derived.subarray(32), (byte) => byte.toString(16)).join('') };
};

const keyOf = (kid: string | undefined, keys: readonly Key[]): Uint8Array => {
  const found = keys.find((key) => key.kid === kid);
  if (found === undefined) throw foreign();
  return found.key;
};

/** Returns the 410 for a state that is too old, or whose agent no longer exists. */
export const expired = (): Refusal =>
  new Refusal(410, 'state', 'Gone: the state has expired. Start a new conversation.');

const foreign = (): Refusal =>
  new Refusal(400, 'state', 'Bad Request: the state was not made by this server for this caller.');
