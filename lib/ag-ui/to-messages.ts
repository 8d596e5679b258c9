import type { Message as AgUiMessage } from '@ag-ui/core';
import type { ContentPart, Message } from '../messages/types.ts';

/** Converts the content of a user's message: text and images. Returns `undefined` for any other part. */
export const toContent = (content: unknown): string | readonly ContentPart[] | undefined => {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? (content as readonly unknown[]).map(toPart) : [undefined];
  return parts.every((part) => part !== undefined) ? parts : undefined;
};

interface Part {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly source?: { readonly type?: unknown; readonly value?: unknown; readonly mimeType?: unknown };
}

const toPart = (part: unknown): ContentPart | undefined => {
  const { type, text, source } = (part ?? {}) as Part;
  if (type === 'text' && typeof text === 'string') return { type, text };
  const { type: kind, value, mimeType } = source ?? {};
  if (type !== 'image' || typeof value !== 'string') return undefined;
  if (kind === 'url') return { type: 'image_url', image_url: { url: value } };
  return kind === 'data' && typeof mimeType === 'string'
    ? { type: 'image_url', image_url: { url: `data:${mimeType};base64,${value}` } }
    : undefined;
};

/** Converts a trusted client's messages. Messages that are only shown, such as activities, are left out. */
export const toMessages = (messages: readonly AgUiMessage[]): readonly Message[] => messages.flatMap(toMessage);

const toMessage = (message: AgUiMessage): readonly Message[] => {
  switch (message.role) {
    case 'system':
    case 'developer':
      return [{ role: message.role, content: message.content }];
    case 'user':
      return [{ role: 'user', content: toContent(message.content) ?? '' }];
    case 'tool':
      return [{ role: 'tool', tool_call_id: message.toolCallId, content: toContent(message.content) ?? '' }];
    case 'assistant': {
      const { content, toolCalls = [], name } = message;
      const calls = toolCalls.map(({ id, function: called }) => ({ id, type: 'function' as const, function: called }));
      return [
        {
          role: 'assistant',
          ...(content === undefined ? {} : { content }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
          ...(name === undefined ? {} : { sender: name }),
        },
      ];
    }
    default:
      return [];
  }
};
