import { splitter } from './splitter.ts';

/** Returns the data of the events that each read completes. */
export const eventsOf = (): ((bytes: Uint8Array | undefined) => readonly string[]) => {
  let events: string[] = [];
  const push = splitter((data) => events.push(data));
  return (bytes) => {
    events = [];
    if (bytes !== undefined) push(bytes);
    return events;
  };
};
