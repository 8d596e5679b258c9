import { catchError, defer, from, of, throwError, type Observable } from 'rxjs';
import { SwarmError } from '../../errors.ts';

/** A key, or what gives one: called before each request, so that short-lived keys can be renewed. */
export type ApiKey = string | (() => string | PromiseLike<string>);

const asked = (give: () => string | PromiseLike<string>): Observable<string> => {
  const key = give();
  return typeof key === 'string' ? of(key) : from(key);
};

/** The key for one request; undefined where none is given. Errors with `usage` where its function fails. */
export const keyOf = (apiKey: ApiKey | undefined): Observable<string | undefined> =>
  typeof apiKey === 'function'
    ? defer(() => asked(apiKey)).pipe(
        catchError((cause: unknown) =>
          throwError(() => new SwarmError('usage', 'The function that gives the API key failed.', { cause })),
        ),
      )
    : of(apiKey);
