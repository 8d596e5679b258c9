import { enforceEvents, transformChunks, verifyEvents } from '@ag-ui/client';
import type { BaseEvent } from '@ag-ui/core';
import { collect } from './collect.ts';
import type { Observable } from 'rxjs';

/** The package brings its own copy of rxjs, which is the same at run time and another type for the compiler. */
const theirs = (events$: Observable<BaseEvent>) => events$ as unknown as Parameters<ReturnType<typeof verifyEvents>>[0];

/** Collects the events that the protocol's own pipeline lets through. Rejects when the pipeline finds an error. */
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

/** Names of the events, in the protocol's words. */
export const typesOf = (events: readonly BaseEvent[]): readonly string[] => events.map(({ type }) => type);

/** Returns the events of one type. */
export const only = (events: readonly BaseEvent[], type: `${BaseEvent['type']}`): readonly BaseEvent[] =>
  events.filter(({ type: name }: { readonly type: string }) => name === type);
