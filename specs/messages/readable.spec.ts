import { readable } from '../../lib/messages/readable.ts';

describe('readable()', () => {
  it.each<readonly [string, object, object]>([
    ['fields of a message', { content: 'Hi', origin: {}, anthropic_blocks: [], output_items: [] }, { content: 'Hi' }],
    ['fields of a delta', { reasoning_content: 'Hm', reasoning_details: [{}] }, { reasoning_content: 'Hm' }],
    [
      'fields of a call',
      { tool_calls: [{ index: 0, id: 'a', extra_content: {} }] },
      { tool_calls: [{ index: 0, id: 'a' }] },
    ],
    [
      'fields of the function of a call',
      { tool_calls: [{ id: 'a', function: { name: 'f', arguments: '', extra_content: {} } }] },
      { tool_calls: [{ id: 'a', function: { name: 'f', arguments: '' } }] },
    ],
  ])('leaves out %s that only the server needs', (_, given, expected) => {
    const before = structuredClone(given);
    expect(readable(given)).toEqual(expected);
    expect(given).toEqual(before);
  });

  it.each([
    {
      role: 'assistant',
      content: 'Hi',
      sender: 'A',
      tool_calls: [{ id: 'a', function: { name: 'f', arguments: '' } }],
    },
    { role: 'tool', tool_call_id: 'a', content: 'x', tool_name: 'f' },
    { tool_calls: null },
    { tool_calls: ['x'] },
    {},
  ])('returns %j itself, because people may read all of it', (message) => {
    expect(readable(message)).toBe(message);
  });
});
