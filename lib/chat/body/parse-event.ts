import type { EventSourceMessage } from 'eventsource-parser';
import { SwarmError } from '../../agent/errors.ts';
import { apiError, isApiError } from '../../models/errors/api-error.ts';
import { excerpt } from '../failure/excerpt.ts';
import { isRecord } from '../../util/is-record.ts';
import { parseJson } from '../../models/stream/parse-json.ts';

/** Data of an `error` event is read as JSON if it is, else as the message itself. */
const errorOf = (data: string): SwarmError => {
  try {
    return apiError(parseJson(data));
  } catch {
    return apiError(data);
  }
};

const parsed = ({ event, data }: EventSourceMessage, isSuspect: boolean): unknown => {
  try {
    return parseJson(data, isSuspect);
  } catch (cause) {
    // Blank data keeps a connection alive, and so do events of a server's own (`ping`), which may hold anything.
    if (data.trim() === '' || (event !== undefined && event !== 'message')) return undefined;
    throw new SwarmError('protocol', `The server sent an event that is not JSON: ${excerpt(data)}`, { cause });
  }
};

/**
 * The JSON of a server-sent event; undefined where there is none to mind. Throws an `api` error for an `error` event and
 * for a truthy `error` in any event, and a `protocol` error for what is not JSON. `isSuspect` says whether the text it came in
 * may name `__proto__`.
 */
export const parseEvent = (message: EventSourceMessage, isSuspect: boolean): unknown => {
  if (message.event === 'error') throw errorOf(message.data);
  const json = parsed(message, isSuspect);
  if (isRecord(json) && isApiError(json)) throw apiError(json);
  return json;
};
