import type { ChatModel } from 'rxswarm/models';
import { concat, defer, finalize, map, of, Subject } from 'rxjs';
import { chunk } from './chunks.ts';

export interface Speaking {
  readonly model: ChatModel;
  /** The words that the model says; it ends when they do. */
  readonly word$: Subject<string>;
  /** The answers that have begun and ended. */
  readonly count: { readonly begun: number; readonly ended: number };
}

/** Makes a model that says what the spec says. */
export const speaking = (): Speaking => {
  const word$ = new Subject<string>();
  const count = { begun: 0, ended: 0 };
  const model: ChatModel = () =>
    defer(() => {
      count.begun++;
      return concat(
        of(chunk({ role: 'assistant', content: '' })),
        word$.pipe(map((content) => chunk({ content }))),
        of(chunk({}, 'stop')),
      ).pipe(finalize(() => count.ended++));
    });
  return { model, word$, count };
};
