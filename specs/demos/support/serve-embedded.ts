import { Subject, takeUntil } from 'rxjs';
import { embeddedModel, immediate, type EmbeddedModel, type Pace } from '../../../demos/embedded/index.ts';

/** Serves the embedded model for the specs of a file, from the first to the last. */
export const serveEmbedded = (pace: Pace = immediate): (() => EmbeddedModel) => {
  const down$ = new Subject<void>();
  let model: EmbeddedModel | undefined;
  beforeAll(async () => {
    model = await new Promise<EmbeddedModel>((resolve, reject) => {
      embeddedModel({ pace }).pipe(takeUntil(down$)).subscribe({ next: resolve, error: reject });
    });
  });
  afterAll(() => {
    down$.next();
  });
  return () => {
    if (model === undefined) throw new Error('The embedded model is not up yet.');
    return model;
  };
};
