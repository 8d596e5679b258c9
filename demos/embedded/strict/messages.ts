import { demand, demandFields, isFields, item, type Fields } from './demand.ts';

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  system: ['role', 'content', 'name'],
  developer: ['role', 'content', 'name'],
  user: ['role', 'content', 'name'],
  assistant: ['role', 'content', 'name', 'refusal', 'tool_calls'],
  tool: ['role', 'content', 'tool_call_id'],
};

export const checkMessage = (message: unknown, place: string): void => {
  demand(isFields(message), `${place} must be an object.`, place);
  const known = FIELDS[String(message['role'])];
  demand(known, `${place}.role must be one of ${Object.keys(FIELDS).join(', ')}.`, `${place}.role`);
  demandFields(message, known, place);
  if (message['role'] === 'assistant') checkAssistant(message, place);
  else checkContent(message['content'], `${place}.content`);
  if (message['role'] === 'tool') checkText(message['tool_call_id'], `${place}.tool_call_id`);
};

/** An assistant message must have content or calls. */
const checkAssistant = (message: Fields, place: string): void => {
  const { content, refusal, tool_calls: calls } = message;
  if (content !== undefined) checkContent(content, `${place}.content`);
  if (calls === undefined)
    demand(content !== undefined || refusal !== undefined, `${place} has neither content nor tool_calls.`, place);
  else checkCalls(calls, `${place}.tool_calls`);
};

const checkContent = (content: unknown, place: string): void => {
  if (!Array.isArray(content)) {
    checkText(content, place);
    return;
  }
  content.forEach((part: unknown, index) => {
    demand(isFields(part) && typeof part['type'] === 'string', `${item(place, index)} needs a type.`, place);
  });
};

const checkCalls = (calls: unknown, place: string): void => {
  demand(Array.isArray(calls) && calls.length > 0, `${place} must be a list with at least one call.`, place);
  calls.forEach((call: unknown, index) => {
    checkCall(call, item(place, index));
  });
};

const checkCall = (call: unknown, place: string): void => {
  demandFields(call, ['id', 'type', 'function'], place);
  demand(call['type'] === 'function', `${place}.type must be 'function'.`, `${place}.type`);
  checkText(call['id'], `${place}.id`);
  const target = call['function'];
  demandFields(target, ['name', 'arguments'], `${place}.function`);
  checkText(target['name'], `${place}.function.name`);
  checkText(target['arguments'], `${place}.function.arguments`);
};

const checkText = (value: unknown, place: string): void => {
  demand(typeof value === 'string', `${place} must be a string.`, place);
};
