import type { ChatModel } from 'rxswarm/models';
import { http } from 'rxswarm/models';
import { anthropic } from 'rxswarm/models/anthropic';
import { gemini } from 'rxswarm/models/gemini';
import { responses } from 'rxswarm/models/responses';
import type { ReceivedRequest, ServerAnswer } from 'rxswarm/testing';
import { signatureOf, strict as strictAnthropic } from '../models/anthropic/strict-server.ts';
import { streamed, strict as strictGemini } from '../models/gemini/strict-server.ts';
import { answering, call, message, reasoning } from '../models/responses/events.ts';
import { strictServer } from '../models/responses/strict-server.ts';
import { type Kind, KINDS, serverOf } from './opaque-servers.ts';

/** A wire, and a server that calls `look`, answers "Bees.", and refuses a call without what it sent for itself alone. */
export interface StrictWire {
  readonly make: (baseURL: string) => ChatModel;
  /** Model of the agent. */
  readonly model: string;
  /** Makes a server for a run, which may be resumed twice. */
  readonly server: () => (request: ReceivedRequest, index: number) => ServerAnswer;
  /** Stands in each request that gives back what the server sent. */
  readonly secret: string;
}

const claude = strictAnthropic((body) =>
  JSON.stringify(body.messages.at(-1)).includes('tool_result')
    ? [{ type: 'text', text: 'Bees.' }]
    : [
        { type: 'thinking', thinking: 'Hm.', signature: signatureOf('Hm.') },
        { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} },
      ],
);

/** Wires by name. */
export const STRICT_WIRES: Readonly<Record<string, StrictWire>> = {
  'http()': {
    make: (baseURL) => http({ baseURL }),
    model: 'gpt-4o',
    server: () => serverOf(KINDS['LiteLLM'] as Kind),
    secret: 's2',
  },
  'responses()': {
    make: (baseURL) => responses({ baseURL }),
    model: 'gpt-5',
    server: () =>
      strictServer(
        (input) =>
          input.at(-1)?.type === 'function_call_output'
            ? answering(message(0, 'Bees.'))
            : answering(reasoning(0, 'rs_1'), call(1, 'call_1', 'look', '{}')),
        { call_1: 'rs_1' },
      ),
    secret: 'sealed rs_1',
  },
  'anthropic()': {
    make: (baseURL) => anthropic({ baseURL, apiKey: 'key-of-mine' }),
    model: 'claude-opus-5-5',
    server: () => claude,
    secret: signatureOf('Hm.'),
  },
  'gemini()': {
    make: (baseURL) => gemini({ baseURL, apiKey: 'secret' }),
    model: 'gemini-3-flash-preview',
    server: () =>
      strictGemini(
        streamed([{ functionCall: { name: 'look', args: {} }, thoughtSignature: 'c2lnMQ==' }]),
        ...[1, 2, 3].map(() => streamed([{ text: 'Bees.' }])),
      ),
    secret: 'c2lnMQ==',
  },
};
