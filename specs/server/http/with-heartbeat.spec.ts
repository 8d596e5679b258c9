import { withHeartbeat } from '../../../lib/server/http/event-response.ts';
import { marbles } from '../../support/marbles.ts';

const beat = { h: ':\n\n' };

describe('withHeartbeat', () => {
  it(
    'writes a comment each period between the frames and completes with them',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const frames = cold(' -a----b------(c|)');
      const expected = '    -a--h-b-h---h(c|)';
      const values = { a: 'a', b: 'b', c: 'c', ...beat };
      expectObservable(frames.pipe(withHeartbeat(4))).toBe(expected, values);
      expectSubscriptions(frames.subscriptions).toBe('^------------!');
    }),
  );

  it(
    'stops when it is unsubscribed and when the frames error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const silent = cold('-----------');
      expectObservable(silent.pipe(withHeartbeat(4)), '^----!').toBe('----h-', beat);
      expectSubscriptions(silent.subscriptions).toBe('^----!');
      const failing = cold('-----#');
      expectObservable(failing.pipe(withHeartbeat(4))).toBe('----h#', beat);
    }),
  );
});
