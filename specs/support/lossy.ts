import { Agent, type CallContext } from 'rxswarm';
import { ask, withSchema } from 'rxswarm/schema';

/** Shared between the spec and the worker process that it kills. */

/**
 * Makes an agent whose functions report each call to the spec's server, with its idempotency key, and wait for the
 * answer. One of them asks the user.
 */
export const lossyAgent = (url: string): Agent => {
  const note = withSchema(
    async (text: string, call: { readonly idempotencyKey: string }) => {
      const answer = await fetch(`${url}/note/${text}`, { method: 'POST', body: call.idempotencyKey });
      return answer.text();
    },
    {
      name: 'note',
      order: ['text', '$call'],
      parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    },
  );
  const book = withSchema(
    async ({ answers: [seat], idempotencyKey }: CallContext<[seat: string]>) => {
      const body = `${idempotencyKey} ${seat ?? 'not asked'}`;
      const answer = await fetch(`${url}/note/book`, { method: 'POST', body });
      return seat === undefined ? ask({ type: 'string' }, 'Which seat?') : `${await answer.text()}: ${seat}`;
    },
    { name: 'book', order: ['$call'] },
  );
  return new Agent({ name: 'Lossy', functions: [note, book] });
};
