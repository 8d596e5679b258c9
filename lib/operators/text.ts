import { filter, map, type OperatorFunction, pipe } from 'rxjs';
import type { RunEvent } from '../agent/response.ts';

/** The text of the answers, token by token. */
export const text = <A extends { readonly name: string }>(): OperatorFunction<RunEvent<A>, string> =>
  pipe(
    map((event) => ('content' in event ? event.content : undefined)),
    filter((content): content is string => typeof content === 'string' && content !== ''),
  );
