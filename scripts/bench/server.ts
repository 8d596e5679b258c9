/**
 * Serves chat completions to all contestants, in its own process. It prepares every answer before the first request and
 * refuses a wrong request, so that a contestant that does less does not look fast.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { agentOf, instructionsOf, piecesOf, PREAMBLE, scenarios, seen, type Scenario } from './scenarios.ts';
import { LOOK, transferName } from './task.ts';

interface Body {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
}

/** Gives each completion of a run its own id, because clients tell messages apart by it. */
const event = (model: string, turn: number, choices: readonly unknown[], usage?: object): string => {
  const chunk = {
    id: `chatcmpl-CMAjXQ3pVZ4BQFmWvDCvDDsb${String(turn).padStart(5, '0')}`,
    object: 'chat.completion.chunk',
    created: 1760000000,
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_44709d6fcb',
    choices,
    ...(usage && { usage }),
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
};

const choice = (delta: object, reason: string | null = null) => ({
  index: 0,
  delta,
  logprobs: null,
  finish_reason: reason,
});

const USAGE = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 };

const answer = (model: string, turn: number, deltas: readonly object[], reason: string): readonly string[] => [
  ...deltas.map((delta) => event(model, turn, [choice(delta)])),
  event(model, turn, [choice({}, reason)]),
  event(model, turn, [], USAGE),
];

/** Returns the text before a call, then the call in fragments. */
const callDeltas = (name: string, id: string, fragments: readonly string[]): readonly object[] => [
  { role: 'assistant', content: '', refusal: null },
  ...PREAMBLE.map((content) => ({ content })),
  { tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: '' } }] },
  ...fragments.map((text) => ({ tool_calls: [{ index: 0, function: { arguments: text } }] })),
];

const eventsOf = (scenario: Scenario, turn: number): readonly string[] => {
  const { name: model, turns, handsOff } = scenario;
  if (turn === turns - 1) {
    const deltas = piecesOf(scenario).map((content) => ({ content }));
    return answer(model, turn, [{ role: 'assistant', content: '', refusal: null }, ...deltas], 'stop');
  }
  const id = `call_${String(turn).padStart(24, '0')}`;
  return handsOff
    ? answer(model, turn, callDeltas(transferName(agentOf(scenario, turn + 1)), id, ['{}']), 'tool_calls')
    : answer(model, turn, callDeltas(LOOK.name, id, ['{"', 'n', '":', String(turn), '}']), 'tool_calls');
};

/** Returns the writes of an answer. The last one includes the end, as servers send it. */
const writesOf = (scenario: Scenario, turn: number): readonly Buffer[] => {
  const events = eventsOf(scenario, turn);
  const size = turn === scenario.turns - 1 ? scenario.eventsPerWrite : events.length;
  const writes = Array.from({ length: Math.ceil(events.length / size) }, (_, place) =>
    events.slice(place * size, (place + 1) * size).join(''),
  );
  return writes.map((text, place) => Buffer.from(place === writes.length - 1 ? `${text}data: [DONE]\n\n` : text));
};

const isShort = process.argv.includes('--short');
const known = new Map(scenarios(isShort).map((scenario) => [scenario.name, scenario]));
const written = new Map(
  [...known.values()].map((scenario) => [
    scenario.name,
    Array.from({ length: scenario.turns }, (_, turn) => writesOf(scenario, turn)),
  ]),
);

/** Returns the fault of a request, or `undefined`. */
const problemOf = ({ messages }: Body, scenario: Scenario, turn: number): string | undefined => {
  const text = JSON.stringify(messages);
  const { handsOff, turns } = scenario;
  if (turn >= turns) return `more than ${turns} turns`;
  if (!text.includes(instructionsOf(agentOf(scenario, turn)))) return 'not the instructions of the active agent';
  const last = JSON.stringify(messages.at(-1));
  if (turn > 0 && !handsOff && !last.includes(seen(turn - 1))) return `not the result of the last call: ${last}`;
  return undefined;
};

const send = (response: ServerResponse, writes: readonly Buffer[], scenario: Scenario): void => {
  const { isSpaced, pause, closes } = scenario;
  // A response that has finished has given its socket back.
  const { socket } = response;
  if (closes) response.on('finish', () => socket?.end());
  let place = 0;
  const next = (): void => {
    const bytes = writes[place++];
    if (place === writes.length) response.end(bytes);
    else response.write(bytes);
    if (place === writes.length) return;
    if (!isSpaced) next();
    else if (pause === 0) setImmediate(next);
  };
  if (isSpaced && pause > 0 && writes.length > 1) {
    const timer = setInterval(() => {
      next();
      if (place === writes.length) clearInterval(timer);
    }, pause);
    response.on('close', () => clearInterval(timer));
  }
  next();
};

const read = async (request: IncomingMessage): Promise<Body> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Body;
};

const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await read(request);
  const scenario = known.get(body.model);
  if (scenario === undefined) throw new Error(`no scenario ${body.model}`);
  const turn = body.messages.filter(({ role }) => role === 'tool').length;
  const problem = problemOf(body, scenario, turn);
  response.writeHead(problem === undefined ? 200 : 400, { 'content-type': 'text/event-stream' });
  if (problem === undefined) send(response, written.get(body.model)?.[turn] ?? [], scenario);
  else response.end(JSON.stringify({ error: { message: problem } }));
};

const server = createServer({ noDelay: true, keepAliveTimeout: 30_000 }, (request, response) => {
  handle(request, response).catch(() => response.destroy());
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 }, () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on('disconnect', () => process.exit());
