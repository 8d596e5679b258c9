/* `rxswarm/server`: serves runs over HTTP. Needs the package `jose`. */

export { serve } from './serve.ts';
export { serveChatCompletions, type ChatCompletionsOptions } from './chat-completions/serve-chat-completions.ts';
export type { ClientTool, ClientTools } from './client-tools/client-tools.ts';
export { nodeListener, type NodeRequest, type NodeResponse } from './http/node-listener.ts';
export type {
  Authorize,
  Caller,
  Consumed,
  Handler,
  Limits,
  LingerOptions,
  ServeOptions,
  ServerOptions,
  TextSource,
} from './http/options.ts';
