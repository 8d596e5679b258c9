export { responses, type ResponsesOptions } from './responses.ts';
export type { ResponsesClient } from './responses-client.ts';
