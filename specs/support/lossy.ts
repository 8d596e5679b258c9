import { Agent } from 'rxswarm';
import { withSchema } from 'rxswarm/schema';

/** Shared between the spec and the worker process that it kills. */

/**
 * Makes an agent whose function reports each call to the spec's server, with its idempotency key, and waits for the
 * answer.
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
  return new Agent({ name: 'Lossy', functions: [note] });
};
