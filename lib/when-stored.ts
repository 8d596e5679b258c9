import { concat, defer, ignoreElements, type ObservableInput } from 'rxjs';
import { toCheckpoint, type RunScope, type RunState } from './loop/run-state.ts';

/** Goes on once the caller has stored where the run stands. What failed is told, not stored. */
export const whenStored = <T>(state: RunState, scope: RunScope, goOn: () => ObservableInput<T>): ObservableInput<T> => {
  const { checkpoint } = scope.options;
  if (checkpoint === undefined || state.failure) return goOn();
  const stored$ = defer(() => checkpoint(toCheckpoint(state, scope)));
  return concat(stored$.pipe(ignoreElements()), defer(goOn));
};
