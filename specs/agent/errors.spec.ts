import { isWorthRetrying, retryWait, SwarmError, type SwarmErrorDetails } from '../../lib/agent/errors.ts';
import type { SwarmErrorType } from '../../lib/messages/events.ts';

type Row = readonly [type: SwarmErrorType, details: SwarmErrorDetails, expected: boolean];

const ofStatuses = (type: SwarmErrorType, statuses: readonly number[], expected: boolean): readonly Row[] =>
  statuses.map((status) => [type, { status }, expected]);

describe('isWorthRetrying', () => {
  it.each<Row>([
    ['network', {}, true],
    ['timeout', {}, true],
    ['incomplete', {}, true],
    ['protocol', {}, true],
    // The server had accepted the request before it failed.
    ['api', {}, true],
    // A redirect that a browser hides: nothing changes by asking again.
    ['http', {}, false],
    ...ofStatuses('http', [408, 409, 429, 500, 502, 503, 504, 529], true),
    ...ofStatuses('http', [307, 400, 401, 402, 403, 404, 413, 422, 499], false),
    ...ofStatuses('api', [408, 429, 500, 503], true),
    ...ofStatuses('api', [400, 401, 404], false),
    ['usage', {}, false],
    ['usage', { status: 500 }, false],
    ['function', {}, false],
    ['model', {}, false],
    ['output', {}, false],
    ['budget', {}, false],
    ['aborted', {}, false],
    ['http', { status: 429, retryable: false }, false],
    ['protocol', { retryable: false }, false],
    ['http', { status: 400, retryable: true }, true],
  ])('returns for type %s with %j: %s', (type, details, expected) => {
    expect(isWorthRetrying(new SwarmError(type, 'No', details))).toBe(expected);
  });

  it.each([new Error('No'), { type: 'network' }, undefined])(
    'returns false for %p, which is no SwarmError',
    (error) => {
      expect(isWorthRetrying(error)).toBe(false);
    },
  );
});

describe('retryWait', () => {
  it.each([
    [undefined, undefined],
    [0, 0],
    [60_000, 60_000],
    [60_001, undefined],
  ])('returns for a server that asks for %s ms: %s', (retryAfter, expected) => {
    expect(retryWait(new SwarmError('http', 'No', { retryAfter }))).toBe(expected);
  });
});
