import { Agent, Swarm } from 'rxswarm';
import { outputSchema } from 'rxswarm/schema';
import { scriptedModel } from 'rxswarm/testing';
import { responseOf } from '../support/synchronous.ts';

const output = outputSchema({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] });

describe('a typed answer with thoughts before it', () => {
  it.each<readonly [string, string, string]>([
    ['in tags', '<think>Who? {"name":"Bob"} maybe.</think>\n{"name":"Ada"}', 'Ada'],
    ['in tags of another name', '<thinking>Hm.</thinking>{"name":"Ada"}', 'Ada'],
    ['without the opening tag, which the prompt ended with', 'Hm.\n</think>\n\n{"name":"Ada"}', 'Ada'],
    ['before a code fence', '<think>Hm.</think>\n```json\n{"name":"Ada"}\n```', 'Ada'],
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
});
