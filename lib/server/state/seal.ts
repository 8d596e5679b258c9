import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import { SwarmError } from '../../agent/errors.ts';
import { Refusal } from '../http/refusal.ts';

/** What a state says beside what it holds. */
export interface Sealed<T> {
  /** Names this state, and no other. */
  readonly id: string;
  readonly content: T;
}

export interface SealOptions {
  /** The first seals, all open. */
  readonly secrets: readonly string[];
  /** Milliseconds a state is good for. */
  readonly lifetime: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes and opens states. What is opened was made with one of the secrets, for this key, and has not expired. */
export interface Seal<T> {
  readonly seal: (content: T, id: string, key: string) => Promise<string>;
  /** @throws Refusal 400 or 410. */
  readonly open: (state: string, key: string) => Promise<Sealed<T>>;
}

const ALGORITHMS = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * JWE with direct AES-256-GCM: who does not know the secret can neither read nor make nor change one, so a signature of
 * its own would add length only.
 */
export const sealWith = <T>({ secrets, lifetime, now }: SealOptions): Seal<T> => {
  const keys = secrets.map(derive);
  const [first] = keys;
  if (first === undefined)
    throw new SwarmError('usage', 'serve: `secret` is missing: give one of 32 characters or more.');
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
      const known = await Promise.all(keys);
      try {
        const { payload } = await jwtDecrypt(state, ({ kid }) => keyOf(kid, known), {
          keyManagementAlgorithms: [ALGORITHMS.alg],
          contentEncryptionAlgorithms: [ALGORITHMS.enc],
          currentDate: new Date(now()),
          requiredClaims: ['exp', 'jti', 'content'],
        });
        if (payload.sub !== subject) throw notOurs();
        return { id: String(payload.jti), content: payload['content'] as T };
      } catch (error) {
        throw error instanceof errors.JWTExpired ? expired() : notOurs();
      }
    },
  };
};

interface Key {
  readonly kid: string;
  readonly key: Uint8Array;
}

/** From a secret, so that its own length and use elsewhere do not matter. */
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
  if (found === undefined) throw notOurs();
  return found.key;
};

const expired = (): Refusal => new Refusal(410, 'state', 'The state has expired: begin a new conversation.');
const notOurs = (): Refusal => new Refusal(400, 'state', 'The state is not one that this server made for you.');
