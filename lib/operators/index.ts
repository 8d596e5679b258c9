export { messages } from './messages.ts';
export { output } from './output.ts';
export { partial } from './partial.ts';
export { response } from './response.ts';
export { text } from './text.ts';
