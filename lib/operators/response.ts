import { filter, map, pipe, type OperatorFunction } from 'rxjs';
import type { Response, ResponseEvent, RunEvent } from '../messages/types.ts';

/** What the run comes to: the payload of its last event. */
export const response = <A extends { readonly name: string }>(): OperatorFunction<RunEvent<A>, Response<A>> =>
  pipe(
    filter((event): event is ResponseEvent<A> => 'response' in event),
    map((event) => event.response),
  );
