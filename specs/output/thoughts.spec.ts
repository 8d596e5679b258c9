import { Agent, Swarm } from 'rxswarm';
import { outputSchema } from 'rxswarm/schema';
import { scriptedModel } from 'rxswarm/testing';
import { answerReader } from '../../lib/output/answer-reader.ts';
import { withoutThoughts } from '../../lib/output/thoughts.ts';
import { responseOf } from '../support/synchronous.ts';

const output = outputSchema({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] });

describe('a typed answer with thoughts before it', () => {
  it.each<readonly [string, string, string]>([
    ['in tags', '<think>Who? {"name":"Bob"} maybe.</think>\n{"name":"Ada"}', 'Ada'],
    ['in tags of another name', '<thinking>Hm.</thinking>{"name":"Ada"}', 'Ada'],
    ['without the opening tag, which the prompt ended with', 'Hm.\n</think>\n\n{"name":"Ada"}', 'Ada'],
    ['before a code fence', '<think>Hm.</think>\n```json\n{"name":"Ada"}\n```', 'Ada'],
    ['in two pairs of tags', '<think>Hm.</think>\n<think>{"name":"Bob"}</think>{"name":"Ada"}', 'Ada'],
    ['in capitals', '<THINK>Hm.</THINK>{"name":"Ada"}', 'Ada'],
    ['in tags with an attribute', '<thinking kind="deep">Hm.</thinking>{"name":"Ada"}', 'Ada'],
    ['in tags with a prefix', '<seed:think>Hm.</seed:think>{"name":"Ada"}', 'Ada'],
    ["in Kimi's marks", '◁think▷Hm. {}◁/think▷{"name":"Ada"}', 'Ada'],
    ["in Cohere's marks", '<|START_THINKING|>Hm.<|END_THINKING|>{"name":"Ada"}', 'Ada'],
    ['in a channel', '<|channel|>analysis<|message|>{}<|end|><|channel|>final<|message|>{"name":"Ada"}', 'Ada'],
    ['that are empty', '<think>\n\n</think>\n{"name":"Ada"}', 'Ada'],
    ['that are part of the answer', '{"name":"</think>"}', '</think>'],
  ])('is read without them: %s', (_, content, name) => {
    const model = scriptedModel([content]);
    const response = responseOf(
      new Swarm(model).run({ agent: new Agent({ output }), messages: [{ role: 'user', content: 'Who?' }] }),
    );
    expect(response.output).toEqual({ name });
    expect(model.requests).toHaveLength(1);
  });

  it.each([1, 3, 64])('is read while it arrives in pieces of %d letters, however often thoughts end', (length) => {
    const text = '<think>Hm. {"name":"Bob"}</think> ◁think▷{}◁/think▷ <THINK>Oh.</THINK>\n{"name":"Ada"}';
    const pieces = text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
    const read = answerReader();
    const shown = [...pieces.map((content) => ({ content })), { delim: 'end' } as const].map((event) => read(event));
    expect(JSON.stringify(shown)).not.toContain('Bob');
    expect(shown.findLast(Boolean)).toEqual({ name: 'Ada' });
  });

  it('is read after a million ends of thoughts', () => {
    const text = `${'</think>'.repeat(1_000_000)}{"name":"Ada"}`;
    expect(withoutThoughts(text)).toBe('{"name":"Ada"}');
    const read = answerReader();
    expect(read({ content: text }) ?? read({ delim: 'end' })).toEqual({ name: 'Ada' });
  });
});
