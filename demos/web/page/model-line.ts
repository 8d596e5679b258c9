import { catchError, defer, EMPTY, tap, type Observable } from 'rxjs';
import { byId } from './element.ts';

/** Facts about the model that the page shows, as the server tells them. */
export interface ModelFacts {
  /** Tells which model answers. */
  readonly sentence: string;
  readonly takesImages: boolean;
}

/** Emits the facts about the model, and shows which one answers. Without them the line stays empty. */
export const modelFacts = (): Observable<ModelFacts> =>
  defer(async () => (await (await fetch('/model.json')).json()) as ModelFacts).pipe(
    tap(({ sentence }) => (byId('model').textContent = sentence)),
    catchError(() => EMPTY),
  );
