import { map, type OperatorFunction, pipe } from 'rxjs';
import type { Response, RunEvent } from '../agent/response.ts';
import { ofType } from './of-type.ts';

/**
 * Emits the response of a run, once, when it has ended: the messages it added, the agent that is active, the context
 * variables, the usage. Emits nothing before; errors of the run are passed on.
 *
 * @example
 * ```ts
 * swarm.run({ agent, messages }).pipe(response()).subscribe(({ usage }) => console.log(usage?.total_tokens));
 * ```
 */
export const response = <A extends { readonly name: string }>(): OperatorFunction<RunEvent<A>, Response<A>> =>
  pipe(
    ofType<'response', A>('response'),
    map((event) => event.response),
  );
