import { Agent, type AssistantMessage, type Checkpoint, Swarm, type SwarmError, type ToolMessage } from 'rxswarm';
import type { ChatCompletionChunk } from 'rxswarm/models';
import { outputSchema, withSchema } from 'rxswarm/schema';
import { EMPTY, of } from 'rxjs';
import { call, chunk, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { all, failureOf, responseOf } from '../support/synchronous.ts';

const finish = (reason: string) => chunk({}, reason);
const messages = [{ role: 'user', content: 'Tidy up.' }] as const;
const removed: unknown[] = [];
const remove = withSchema(
  function remove(path?: string) {
    removed.push(path);
    return 'removed';
  },
  { parameters: { type: 'object', properties: { path: { type: 'string' } } } },
);
const plain = new Agent({ functions: [remove] });
const typed = new Agent({
  functions: [remove],
  output: outputSchema({ type: 'object', properties: { done: { type: 'boolean' } }, required: ['done'] }),
});

const ARGUMENTS = { complete: '{"path":"/tmp/a"}', cut: '{"path":"/tm', empty: '' };
const AT_LIMIT = 'Not executed: the answer was cut at the token limit.';
const FILTERED = 'Not executed: a content filter stopped the answer.';
const REASONS = {
  length: AT_LIMIT,
  max_tokens: AT_LIMIT,
  MAX_TOKENS: AT_LIMIT,
  model_context_window_exceeded: AT_LIMIT,
  repetition_truncation: AT_LIMIT,
  content_filter: FILTERED,
  'content-filter': FILTERED,
  SAFETY: FILTERED,
  guardrail_intervened: FILTERED,
  refusal: 'Not executed: the model refused to answer.',
};

const calling = (input: string, reason: string, ids: readonly string[] = ['a']): readonly ChatCompletionChunk[] => [
  chunk({ tool_calls: ids.map((id, index) => ({ index, id, function: { name: 'remove', arguments: input } })) }),
  finish(reason),
];
const toolTexts = (added: readonly object[]) =>
  added.filter((message): message is ToolMessage => 'tool_call_id' in message).map(({ content }) => content);

beforeEach(() => removed.splice(0));

const table = Object.entries(REASONS).flatMap(([reason, told]) =>
  Object.entries(ARGUMENTS).flatMap(([shape, input]) =>
    (
      [
        ['an untyped answer', plain, 'Done.'],
        ['a typed answer', typed, '{"done":true}'],
      ] as const
    ).map(([kind, agent, end]) => ({ reason, told, shape, input, kind, agent, end })),
  ),
);

describe('an answer that was cut short beside calls', () => {
  it.each(table)('executes no $shape call after "$reason", and tells the model why ($kind)', (row) => {
    const { told, input, reason, agent, end } = row;
    const model = scripted(calling(input, reason, ['a', 'b']), says(end));
    const response = responseOf(new Swarm(model).run({ agent, messages }));
    expect(removed).toEqual([]);
    expect(toolTexts(response.messages)).toEqual([told, told]);
    expect(response.finishReason).toBe('stop');
    expect((response.messages.at(-1) as AssistantMessage).content).toBe(end);
  });

  it.each(table)('ends the run with "$reason" the second time in a row ($shape calls, $kind)', (row) => {
    const { told, input, reason, agent } = row;
    const model = scripted(calling(input, reason), calling(input, reason, ['b']));
    const response = responseOf(new Swarm(model).run({ agent, messages }));
    expect(removed).toEqual([]);
    expect(response.finishReason).toBe(reason);
    expect(toolTexts(response.messages)).toEqual([told, told]);
  });

  it('does not end a run that had a whole answer in between', () => {
    const good = calling(ARGUMENTS.complete, 'tool_calls', ['b']);
    const model = scripted(calling('', 'length'), good, calling('', 'length', ['c']), says('Done.'));
    const response = responseOf(new Swarm(model).run({ agent: plain, messages }));
    expect(removed).toEqual(['/tmp/a']);
    expect(response.finishReason).toBe('stop');
  });

  it.each([0, 1])('ends a run that goes on from checkpoint %d as it ends a whole one', (place) => {
    const checkpoints: string[] = [];
    const checkpoint = (each: Checkpoint) => (checkpoints.push(JSON.stringify(each)), EMPTY);
    const answers = [calling('', 'length'), calling('', 'length', ['b'])] as const;
    const whole = responseOf(new Swarm(scripted(...answers)).run({ agent: plain, messages, checkpoint }));
    const stored = JSON.parse(checkpoints[place] ?? '') as Checkpoint<{ readonly name: string }>;
    const model = scripted(...answers.slice(stored.turns));
    const resumed = responseOf(new Swarm(model).run({ agent: plain, messages, resume: stored }));
    expect(resumed).toEqual(whole);
    expect(resumed.finishReason).toBe('length');
  });

  it.each(['stop', 'STOP', 'tool_calls', 'tool_use', 'function_call', 'end_turn', 'eos_token', 'COMPLETE', 'whatever'])(
    'executes the calls of an answer that ended with "%s"',
    (reason) => {
      const model = scripted(calling(ARGUMENTS.complete, reason), says('Done.'));
      responseOf(new Swarm(model).run({ agent: plain, messages }));
      expect(removed).toEqual(['/tmp/a']);
    },
  );

  it('executes no call of an answer with a refusal', () => {
    const refusing = [chunk({ refusal: 'I will not.', tool_calls: [{ index: 0, ...call('remove') }] }), finish('stop')];
    const model = scripted(refusing, says('Sorry.'));
    const response = responseOf(new Swarm(model).run({ agent: plain, messages }));
    expect(removed).toEqual([]);
    expect(toolTexts(response.messages)).toEqual(['Not executed: the model refused to answer.']);
  });

  it("ends a run without calls as before, with the server's own reason", () => {
    const model = () => of(chunk({ content: 'Once upon a' }), finish('length'));
    expect(responseOf(new Swarm(model).run({ agent: plain, messages })).finishReason).toBe('length');
  });
});

describe('an answer in the middle of which the server failed', () => {
  it.each(['error', 'ERROR', 'network_error', 'insufficient_system_resource', 'abort', 'MALFORMED_FUNCTION_CALL'])(
    'is an api error after "%s"',
    (reason) => {
      const { type, message, response } = failureOf(
        new Swarm(scripted(calling(ARGUMENTS.complete, reason))).run({ agent: plain, messages }),
      );
      expect({ type, message }).toEqual({
        type: 'api',
        message: `The server ended its answer with the finish reason "${reason}".`,
      });
      expect(response?.messages).toEqual([]);
      expect(removed).toEqual([]);
    },
  );

  it('is asked for again within turnRetries', () => {
    const model = scripted(calling('', 'error'), says('Done.'));
    const events = all(new Swarm(model).run({ agent: plain, messages, turnRetries: 1 }));
    expect(events).toContainEqual({ retry: expect.objectContaining({ attempt: 1, type: 'api' }) as unknown });
    expect(removed).toEqual([]);
  });
});

describe('a typed answer that was cut short', () => {
  it.each([
    ['length', 'It was cut at the token limit'],
    ['MAX_TOKENS', 'It was cut at the token limit'],
    ['content_filter', 'It was stopped by a content filter'],
    ['RECITATION', 'It was stopped by a content filter'],
    ['refusal', 'The model refused to answer'],
  ])('fails with the reason after "%s"', (reason, words) => {
    const model = () => of(chunk({ content: '{"done":tr' }), finish(reason));
    const error: SwarmError = failureOf(new Swarm(model).run({ agent: typed, messages }));
    expect(error.message).toContain(words);
  });
});
