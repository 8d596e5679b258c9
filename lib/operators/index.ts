/* The answer */
export { answer } from './answer.ts';
export { output } from './output.ts';
export { partial } from './partial.ts';
export { text } from './text.ts';

/* A run */
export { messages } from './messages.ts';
export { ofType } from './of-type.ts';
export { response } from './response.ts';
export type { EventsByType, EventType } from '../agent/event-type.ts';

/* Many runs */
export { progress, type Progress, type ProgressOptions } from './progress.ts';
export { results } from './results.ts';

/* Without RxJS */
export { iterate } from './iterate.ts';
