import { map, type OperatorFunction, pipe } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import type { OutputOf } from '../agent/output.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import { response } from './response.ts';

/**
 * Emits the answer as a value, once: `response.output`, checked and typed. Errors with a SwarmError of type `output`, which
 * carries the response, if the run ended without a value: `maxTurns` was met, a call waits, or there is no output.
 *
 * @example
 * ```ts
 * swarm.run({ agent: reader, messages, output: person }).pipe(output()).subscribe(({ name }) => console.log(name));
 * ```
 */
export const output = <A extends { readonly name: string }>(): OperatorFunction<RunEvent<A>, OutputOf<A>> =>
  pipe(
    response(),
    map((ended) => {
      if (ended.output === undefined) throw without(ended as unknown as Response);
      return ended.output;
    }),
  );

const without = (ended: Response): SwarmError => {
  const { agent, finishReason = 'unknown' } = ended;
  const message = `The run ended without an output (agent "${agent.name}", finish reason ${finishReason}).`;
  return new SwarmError('output', message, { response: ended });
};
