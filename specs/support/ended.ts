import { lastValueFrom, type Observable } from 'rxjs';

/** Resolves when a stream has completed, whether or not it emitted. */
export const ended = async (source: Observable<unknown>): Promise<void> => {
  await lastValueFrom(source, { defaultValue: undefined });
};
