import { TestScheduler, type RunHelpers } from 'rxjs/testing';

export interface Marbles extends RunHelpers {
  /** The clock; also to be passed where a scheduler is an option. */
  readonly scheduler: TestScheduler;
}

/** A spec in virtual time: `it('…', marbles(({ cold, expectObservable }) => { … }))`. */
export const marbles = (spec: (helpers: Marbles) => void) => (): void => {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  scheduler.run((helpers) => {
    spec({ ...helpers, scheduler });
  });
};
