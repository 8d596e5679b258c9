import { fakeModel, type FakeModel, finish } from './language-model.ts';

/*
 * A language model that refuses the prompts which providers and the servers behind them refuse: lost signatures, calls without
 * results and results without calls, roles out of order, empty texts, ids and names that a server takes no others of.
 */

type Json = Readonly<Record<string, unknown>>;
interface Part extends Json {
  readonly type: string;
}
interface Turn {
  readonly role: string;
  readonly content: string | readonly Part[];
}

const PROVIDER = 'bee.chat';

/** Signs a text for the provider, which takes back no other signature. */
const signed = (text: string): Json => ({ bee: { signature: `sig-${text}`, nested: { list: [null, text] } } });

/** The parts of a thought, with the signature at its end as Anthropic and Bedrock send it. */
export const thought = (text: string): readonly Json[] => [
  { type: 'reasoning-start', id: text },
  { type: 'reasoning-delta', id: text, delta: text },
  { type: 'reasoning-end', id: text, providerMetadata: signed(text) },
];

/** The parts of a call, signed as Google sends it. */
export const call = (toolCallId: string, toolName: string, input: object = {}): readonly Json[] => [
  { type: 'tool-input-start', id: toolCallId, toolName },
  { type: 'tool-input-delta', id: toolCallId, delta: JSON.stringify(input) },
  { type: 'tool-input-end', id: toolCallId },
  { type: 'tool-call', toolCallId, toolName, input: JSON.stringify(input), providerMetadata: signed(toolCallId) },
];

/** The parts of a text. */
export const say = (delta: string): readonly Json[] => [{ type: 'text-delta', id: 't', delta }];

const partsOf = ({ content }: Turn): readonly Part[] => (typeof content === 'string' ? [] : content);
const idsOf = (turn: Turn | undefined, type: string): readonly string[] =>
  turn ? partsOf(turn).flatMap((part) => (part.type === type ? [String(part['toolCallId'])] : [])) : [];
const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

const KNOWN: Readonly<Record<string, RegExp>> = {
  user: /^(text|file)$/,
  assistant: /^(text|reasoning|tool-call)$/,
  tool: /^tool-result$/,
};

/** Rules, each of which returns the words of a refusal. `isOwn`: the model itself made the call with this id. */
const RULES: readonly ((turns: readonly Turn[], isOwn: (id: string) => boolean) => string | false)[] = [
  (turns) => turns[0]?.role !== 'user' && 'The first message must be of the user.',
  (turns) => !/^(user|tool)$/.test(turns.at(-1)?.role ?? '') && 'The last message must be of the user or a tool.',
  (turns) =>
    turns.some(({ role }, place) => role === turns[place + 1]?.role) && 'Roles must alternate, but two are alike.',
  (turns) =>
    turns.some((turn) => partsOf(turn).length === 0 || partsOf(turn).some(({ text }) => text === '')) &&
    'Messages and texts must not be empty.',
  (turns) =>
    turns.some((turn) => partsOf(turn).some(({ type }) => KNOWN[turn.role]?.test(type) !== true)) &&
    'A part has no place in its message.',
  (turns) =>
    turns.some((turn, place) => !same(idsOf(turn, 'tool-call'), idsOf(turns[place + 1], 'tool-result'))) &&
    'Each call needs its result in the next message.',
  (turns) =>
    turns.some((turn, place) => turn.role === 'tool' && idsOf(turns[place - 1], 'tool-call').length === 0) &&
    'A result answers no call.',
  (turns, isOwn) =>
    turns.some((turn) => idsOf(turn, 'tool-call').some((id) => !isOwn(id) && !/^[a-zA-Z0-9]{9}$/.test(id))) &&
    'The id of a call must be nine letters or digits.',
  (turns, isOwn) =>
    turns.some((turn) =>
      partsOf(turn).some(({ type, toolCallId: id, providerOptions: options }) =>
        type === 'tool-call' ? !same(options, isOwn(String(id)) ? signed(String(id)) : undefined) : false,
      ),
    ) && 'A call lost its signature, or has that of another provider.',
  (turns) =>
    turns.some((turn) =>
      partsOf(turn).some(
        ({ type, text, providerOptions: options }) => type === 'reasoning' && !same(options, signed(String(text))),
      ),
    ) && 'The signature of a thought is wrong.',
  (turns, isOwn) =>
    turns.some((turn) => idsOf(turn, 'tool-call').some(isOwn) && partsOf(turn)[0]?.type !== 'reasoning') &&
    'An answer with calls must begin with its thought.',
];

const refused = (message: string): Error =>
  Object.assign(new Error(message), {
    ...{ name: 'AI_APICallError', statusCode: 400, url: 'https://bee.example/chat', isRetryable: false },
    responseBody: JSON.stringify({ error: { message } }),
  });

/** Returns a model that checks each prompt, and answers with parts one after the other. */
export const strictModel = (version: 'v2' | 'v3' | 'v4', answers: readonly (readonly Json[])[]): FakeModel => {
  const model = fakeModel(
    version,
    answers.map((parts) => ({
      parts: [...parts, finish(version, JSON.stringify(parts).includes('tool-call') ? 'tool-calls' : 'stop')],
    })),
    PROVIDER,
  );
  const check = (prompt: readonly Turn[]): void => {
    const made = new Set(answers.flat().flatMap(({ toolCallId }) => (toolCallId === undefined ? [] : [toolCallId])));
    const start = prompt.findIndex(({ role }) => role !== 'system');
    for (const rule of RULES) {
      const words = rule(prompt.slice(start), (id) => made.has(id));
      if (words !== false) throw refused(words);
    }
  };
  return {
    ...model,
    doStream: async (options: never) => {
      check((options as { readonly prompt: readonly Turn[] }).prompt);
      return model.doStream(options);
    },
  };
};
