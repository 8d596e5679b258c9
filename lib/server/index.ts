/* Serving runs over HTTP. Needs `jose`. */

export { serveChatCompletions, type ChatCompletionsOptions } from './chat-completions/serve-chat-completions.ts';
export { nodeListener, type NodeRequest, type NodeResponse } from './http/node-listener.ts';
export type { Authorize, Caller, Handler, Limits, ServeOptions, ServerOptions, TextSource } from './http/options.ts';
export { serve } from './serve.ts';
