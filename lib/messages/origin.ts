import type { AssistantMessage, Message } from './types.ts';

/** Says which server's model gave an answer. Never sent. What an answer holds for its server alone goes back to its origin only. */
export interface Origin {
  /** Name of the API, such as `chat-completions` or `anthropic`. */
  readonly wire: string;
  /** Name of the model that was asked. */
  readonly model: string;
  /** Short hash of the server's host; `''` for a host that is not known. */
  readonly host: string;
}

/** Returns true for an answer that came from this origin. */
export const isFrom = (message: Message, origin: Origin | undefined): message is AssistantMessage => {
  if (origin === undefined || message.role !== 'assistant' || !message.origin) return false;
  const { wire, model, host } = message.origin;
  return wire === origin.wire && model === origin.model && host === origin.host;
};
