import { isFrom, type Origin } from '../../messages/origin.ts';
import { toToolName } from '../../messages/tool-name.ts';
import type { ContentPart, Message, ToolMessage } from '../../messages/types.ts';
import { callerOf, sentId, shortId } from '../normal-form/call-ids.ts';
import { normalMessages } from '../normal-form/normal-messages.ts';
import { answerParts } from './answer-parts.ts';
import { type File, fileOf, toFilePart, toResultPart } from './files.ts';
import type { Json, Version } from './language-model.ts';
import { textParts } from './text-parts.ts';

/** Returns messages as a prompt of the AI SDK: results in a row in one message, answers without parts left out. */
export const toPrompt = (messages: readonly Message[], version: Version, origin: Origin): readonly Json[] => {
  const normal = normalMessages(messages);
  const prompt: Json[] = [];
  normal.forEach((message, place) => {
    const content = contentOf(message, callerOf(place, normal), version, origin);
    const before = normal[place - 1];
    if (message.role === 'tool' && before?.role === 'tool')
      (prompt.at(-1)?.['content'] as Json[]).push(...(content as Json[]));
    else if (content.length > 0) prompt.push({ role: message.role === 'developer' ? 'system' : message.role, content });
  });
  return prompt;
};

const contentOf = (message: Message, caller: Message | undefined, version: Version, origin: Origin) => {
  switch (message.role) {
    case 'assistant':
      return answerParts(message, isFrom(message, origin), (id) => callId(id, message, origin));
    case 'tool':
      return [toolResult(message, caller, version, origin)];
    case 'user':
      return userParts(message.content, version);
    default:
      return textParts(message.content).join('\n\n');
  }
};

/** The ids of a provider's own answers stay, however long they are. */
const callId = (id: string, caller: Message | undefined, origin: Origin): string => {
  const made = caller?.role === 'assistant' && caller.origin;
  if (made && isFrom(caller, origin)) return id;
  return made ? shortId(id) : sentId(id, caller, origin);
};

/** Returns the parts of content, none of them empty. A file that cannot be written is left out. */
const partsOf = (content: string | readonly ContentPart[], write: (file: File) => Json | undefined): readonly Json[] =>
  (typeof content === 'string' ? [{ type: 'text', text: content }] : content).flatMap((part): readonly Json[] => {
    const file = fileOf(part);
    const written = file && write(file);
    return written ? [written] : textParts([part]).map((text) => ({ type: 'text', text }));
  });

const userParts = (content: string | readonly ContentPart[], version: Version): readonly Json[] => {
  const parts = partsOf(content, (file) => toFilePart(file, version));
  return parts.length > 0 ? parts : [{ type: 'text', text: '' }];
};

const toolResult = (message: ToolMessage, caller: Message | undefined, version: Version, origin: Origin): Json => {
  const calls = caller?.role === 'assistant' ? (caller.tool_calls ?? []) : [];
  const called = calls.find(({ id }) => id === message.tool_call_id)?.function.name;
  return {
    type: 'tool-result',
    toolCallId: callId(message.tool_call_id, caller, origin),
    toolName: toToolName(called ?? message.tool_name ?? ''),
    output: outputOf(message.content, version),
  };
};

const outputOf = (content: string | readonly ContentPart[], version: Version): Json => {
  const value = partsOf(content, (file) => toResultPart(file, version));
  return value.every(({ type }) => type === 'text')
    ? { type: 'text', value: textParts(content).join('\n\n') }
    : { type: 'content', value };
};
