import { filter, map, type OperatorFunction, pipe } from 'rxjs';
import type { RunEvent } from '../agent/response.ts';

/**
 * Emits the text of the model's messages, token by token, without empty tokens. Tokens of a turn that is tried again have been
 * emitted already: use `messages()` where that matters, and `answer()` for the final text.
 *
 * @example
 * ```ts
 * swarm.run({ agent, messages }).pipe(text()).subscribe((token) => process.stdout.write(token));
 * ```
 */
export const text = <A extends { readonly name: string }>(): OperatorFunction<RunEvent<A>, string> =>
  pipe(
    map((event) => ('content' in event ? event.content : undefined)),
    filter((content): content is string => typeof content === 'string' && content !== ''),
  );
