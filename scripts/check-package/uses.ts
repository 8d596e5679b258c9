/**
 * A small real use of an entry of the package, as a module that prints a line. `needs` lists the optional peers without
 * which the entry does not load.
 */
export interface Use {
  readonly needs: readonly string[];
  readonly code: string;
  readonly prints: string;
}

const swarm = `
import { Agent, Swarm } from 'rxswarm';
import { response, text } from 'rxswarm/operators';
import { scriptedModel } from 'rxswarm/testing';
import { lastValueFrom, map, of, toArray } from 'rxjs';
const agent = new Agent({ name: 'Ada' });
const swarm = new Swarm(scriptedModel(['Hello there']));
const messages = [{ role: 'user', content: 'Hi' }];
const secret = 'of this check only: 32 characters';
const whole = (values$) => lastValueFrom(values$.pipe(toArray()));
const overHandler = (handler) => (url, init) => handler(new Request(url, init));
`;

/** Uses by the entry's name in `exports`. */
export const uses: Readonly<Record<string, Use>> = {
  '.': {
    needs: [],
    code: `${swarm} console.log((await whole(swarm.run({ agent, messages }))).at(-1).response.agent.name);`,
    prints: 'Ada',
  },
  './models': {
    needs: [],
    code: `${swarm}
import { retry, timeout } from 'rxswarm/models';
const patient = new Swarm(retry()(timeout()(scriptedModel(['Hello there']))));
console.log((await whole(patient.run({ agent, messages }))).at(-1).response.messages[0].content);`,
    prints: 'Hello there',
  },
  './models/anthropic': {
    needs: [],
    code: `import { anthropic } from 'rxswarm/models/anthropic';
const body = 'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello there"}}\\n\\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}\\n\\n';
const model = anthropic({ baseURL: 'http://server.example', fetch: async () => new Response(body) });
model({ model: 'claude', messages: [], stream: true }).subscribe(({ choices: [{ delta }] }) => delta.content && console.log(delta.content));`,
    prints: 'Hello there',
  },
  './models/ai-sdk': {
    needs: [],
    code: `import { fromAiSdk } from 'rxswarm/models/ai-sdk';
const parts = [
  { type: 'text-start', id: '1' },
  { type: 'text-delta', id: '1', delta: 'Hello there' },
  { type: 'text-end', id: '1' },
  { type: 'finish', finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 } },
];
const stream = new ReadableStream({ start: (to) => { for (const part of parts) to.enqueue(part); to.close(); } });
const provider = { specificationVersion: 'v2', provider: 'p', modelId: 'm', supportedUrls: {}, doStream: async () => ({ stream }), doGenerate: async () => ({}) };
fromAiSdk(provider)({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true }).subscribe(({ choices: [choice] }) => choice?.delta.content && console.log(choice.delta.content));`,
    prints: 'Hello there',
  },
  './models/gemini': {
    needs: [],
    code: `import { gemini } from 'rxswarm/models/gemini';
const body = 'data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Hello there"}]},"finishReason":"STOP"}]}\\n\\n';
const model = gemini({ baseURL: 'http://server.example', fetch: async () => new Response(body) });
model({ model: 'gemini-3', messages: [{ role: 'user', content: 'Hi' }], stream: true }).subscribe(({ choices: [choice] }) => choice?.delta.content && console.log(choice.delta.content));`,
    prints: 'Hello there',
  },
  './models/responses': {
    needs: [],
    code: `import { responses } from 'rxswarm/models/responses';
const body = 'data: {"type":"response.output_text.delta","output_index":0,"delta":"Hello there"}\\n\\ndata: {"type":"response.completed","response":{"status":"completed"}}\\n\\n';
const model = responses({ baseURL: 'http://server.example', fetch: async () => new Response(body) });
model({ model: 'gpt-5', messages: [], stream: true }).subscribe(({ choices: [{ delta }] }) => delta.content && console.log(delta.content));`,
    prints: 'Hello there',
  },
  './operators': {
    needs: [],
    code: `${swarm} console.log((await whole(swarm.run({ agent, messages }).pipe(text()))).join(''));`,
    prints: 'Hello there',
  },
  './schema': {
    needs: [],
    code: `import { boundSchema, withSchema } from 'rxswarm/schema';
const fn = withSchema((id) => id, { name: 'find', parameters: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } });
console.log(boundSchema(fn).check({}).problem);`,
    prints: 'id: missing, expected string',
  },
  './testing': {
    needs: [],
    code: `import { runMarbles } from 'rxswarm/testing';
runMarbles(({ chunks, expectObservable }) => expectObservable(chunks('-a|', { a: 'Hi' })).toBe('-a|', { a: { choices: [{ index: 0, delta: { content: 'Hi' } }] } }));
console.log('as drawn');`,
    prints: 'as drawn',
  },
  './converse': {
    needs: [],
    code: `${swarm} import { converse } from 'rxswarm/converse';
console.log((await whole(converse(swarm, of('Hi'), { agent }))).at(-1).transcript.length);`,
    prints: '2',
  },
  './client': {
    needs: [],
    code: `import { connect } from 'rxswarm/client';
const fetch = async () => new Response('data: {"response":{"messages":[],"agent":{"name":"Ada"},"contextVariables":{}}}\\n\\n', { headers: { 'content-type': 'text/event-stream' } });
connect('http://server.example/', { fetch }).run({ messages: [] }).subscribe((event) => console.log(Object.keys(event)[0]));`,
    prints: 'response',
  },
  './bullmq': {
    needs: ['bullmq'],
    code: `import { submit } from 'rxswarm/bullmq';
submit(undefined, { agent: { name: 'Ada' }, messages: [] }, { ttl: 0 }).subscribe({ error: ({ message }) => console.log(message) });`,
    prints: 'ttl is 0: it must be whole milliseconds from 1 up.',
  },
  './server': {
    needs: ['jose'],
    code: `${swarm} import { connect } from 'rxswarm/client'; import { serve } from 'rxswarm/server';
const fetch = overHandler(serve(swarm, { agents: [], start: agent, secret }));
const { run } = connect('http://server.example/', { fetch });
console.log((await lastValueFrom(run({ messages }).pipe(response()))).state.split('.').length);`,
    prints: '5',
  },
  './otel': {
    needs: ['@opentelemetry/api'],
    code: `${swarm} import { traced } from 'rxswarm/otel';
console.log((await whole(traced(swarm).run({ agent, messages }).pipe(text()))).join(''));`,
    prints: 'Hello there',
  },
  './ag-ui': {
    needs: [],
    code: `${swarm} import { toAgUi } from 'rxswarm/ag-ui';
const events$ = swarm.run({ agent, messages }).pipe(toAgUi({ threadId: 't', runId: 'r' }), map(({ type }) => type));
console.log((await whole(events$)).at(-1));`,
    prints: 'RUN_FINISHED',
  },
  './ag-ui/agent': {
    needs: ['@ag-ui/client', '@ag-ui/core'],
    code: `${swarm} import { SwarmAgent } from 'rxswarm/ag-ui/agent';
const client = new SwarmAgent({ swarm, agent });
client.addMessage({ id: '1', role: 'user', content: 'Hi' });
console.log((await client.runAgent()).result);`,
    prints: 'Hello there',
  },
  './ag-ui/server': {
    needs: ['jose'],
    code: `${swarm} import { serveAgUi } from 'rxswarm/ag-ui/server';
const handler = serveAgUi(swarm, { agents: [], start: agent, secret });
const body = JSON.stringify({ threadId: 't', runId: 'r', messages: [{ id: '1', role: 'user', content: 'Hi' }] });
const answer = await handler(new Request('http://server.example/', { method: 'POST', body, headers: { 'content-type': 'application/json' } }));
console.log((await answer.text()).includes('RUN_FINISHED'));`,
    prints: 'true',
  },
};
