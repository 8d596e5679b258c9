import type { WireRequest } from '../wire.ts';
import { BadRequest, demand, demandFields, item, type Fields } from './demand.ts';
import { checkMessage } from './messages.ts';
import { checkPairs } from './pairs.ts';
import { checkTools } from './tools.ts';

const PARAMETERS = [
  ...['model', 'messages', 'tools', 'tool_choice', 'parallel_tool_calls', 'stream', 'stream_options'],
  ...['temperature', 'top_p', 'n', 'stop', 'seed', 'user', 'metadata', 'store', 'service_tier', 'reasoning_effort'],
  ...['max_tokens', 'max_completion_tokens', 'presence_penalty', 'frequency_penalty', 'logit_bias', 'logprobs'],
  ...['top_logprobs', 'response_format', 'modalities', 'prediction', 'verbosity', 'safety_identifier'],
  ...['prompt_cache_key', 'web_search_options', 'audio'],
];

/**
 * Returns the request.
 * @throws BadRequest with the objection of a strict endpoint.
 */
export const checkRequest = (body: string): WireRequest => {
  const request = parsed(body);
  demandFields(request, PARAMETERS, '');
  demand(typeof request['model'] === 'string' && request['model'] !== '', 'model must be a name.', 'model');
  checkMessages(request['messages']);
  checkCallOptions(request);
  checkStream(request);
  return request as unknown as WireRequest;
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new BadRequest('The body of the request is not JSON.');
  }
};

const checkMessages = (messages: unknown): void => {
  demand(
    Array.isArray(messages) && messages.length > 0,
    'messages must be a list with at least one message.',
    'messages',
  );
  messages.forEach((message: unknown, index) => {
    checkMessage(message, item('messages', index));
  });
  checkPairs(messages as WireRequest['messages']);
};

const checkCallOptions = (request: Fields): void => {
  if (request['tools'] !== undefined) {
    checkTools(request['tools']);
    return;
  }
  for (const option of ['tool_choice', 'parallel_tool_calls']) {
    demand(request[option] === undefined, `${option} is only allowed with tools.`, option);
  }
};

const checkStream = ({ stream, stream_options: options }: Fields): void => {
  demand(
    options === undefined || stream === true,
    'stream_options is only allowed with stream: true.',
    'stream_options',
  );
};
