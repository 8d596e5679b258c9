import { enforceEvents, transformChunks, verifyEvents } from '@ag-ui/client';
import type { BaseEvent } from '@ag-ui/core';
import { collect } from './collect.ts';
import type { Observable } from 'rxjs';

/** The package brings its own copy of rxjs: the same at run time, another to the compiler. */
const theirs = (events$: Observable<BaseEvent>) => events$ as unknown as Parameters<ReturnType<typeof verifyEvents>>[0];

/** All events of a stream, as the protocol's own pipeline lets them through. Rejects where it finds fault with one. */
export const verified = async (events$: Observable<BaseEvent>): Promise<readonly BaseEvent[]> => {
  const warn = jest.spyOn(console, 'warn').mockImplementation((...words: readonly unknown[]) => {
    throw new Error(words.join(' '));
  });
  try {
    const checked$ = verifyEvents()(transformChunks()(enforceEvents()(theirs(events$))));
    return await collect(checked$ as unknown as Observable<BaseEvent>);
  } finally {
    warn.mockRestore();
  }
};

/** What happens, in the protocol's words. */
export const typesOf = (events: readonly BaseEvent[]): readonly string[] => events.map(({ type }) => type);

/** The events of one type. */
export const only = (events: readonly BaseEvent[], type: `${BaseEvent['type']}`): readonly BaseEvent[] =>
  events.filter(({ type: name }: { readonly type: string }) => name === type);
