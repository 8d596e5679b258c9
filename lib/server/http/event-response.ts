import { takeUntil, type Observable } from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import { randomId } from '../../util/random-id.ts';
import { abortOf } from '../abort-of.ts';
import { withDefaults, type ServerOptions } from './options.ts';
import { publicError, type PublicError } from './public-error.ts';
import { streamBody } from '../stream-body.ts';
import { withHeartbeat } from '../with-heartbeat.ts';

/** Frames as an event stream, kept alive; it ends with the request. */
export const eventResponse = (
  frames$: Observable<string>,
  request: Request,
  options: ServerOptions,
  errorFrame: (error: PublicError) => string,
): Response => {
  const { heartbeat = 15_000, scheduler, limits } = options;
  const limit = withDefaults(limits).bufferBytes;
  const overflow = (): string => {
    const error = new SwarmError('timeout', `More than ${limit} bytes waited for a client that reads too slowly.`);
    return errorFrame(publicError(error, randomId(), options));
  };
  const texts$ = frames$.pipe(withHeartbeat(heartbeat, scheduler), takeUntil(abortOf(request)));
  return new Response(streamBody(texts$, { limit, overflow }), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // nginx would hold events back to fill its buffer.
      'x-accel-buffering': 'no',
    },
  });
};
