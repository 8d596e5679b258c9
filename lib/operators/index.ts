export { messages } from './messages.ts';
export { response } from './response.ts';
export { text } from './text.ts';
