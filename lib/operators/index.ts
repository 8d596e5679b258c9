export { messages } from './messages.ts';
export { output } from './output.ts';
export { partial } from './partial.ts';
export { progress, type Progress, type ProgressOptions } from './progress.ts';
export { response } from './response.ts';
export { results } from './results.ts';
export { text } from './text.ts';
