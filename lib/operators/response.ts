import { filter, map, type OperatorFunction, pipe } from 'rxjs';
import type { Response, ResponseEvent, RunEvent } from '../agent/response.ts';

/** What the run comes to: the payload of its last event. */
export const response = <A extends { readonly name: string }>(): OperatorFunction<RunEvent<A>, Response<A>> =>
  pipe(
    filter((event): event is ResponseEvent<A> => 'response' in event),
    map((event) => event.response),
  );
