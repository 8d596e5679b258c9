import { readCases, titleOf } from '../../../demos/evals/cases.ts';

const good = { agent: 'Triage', messages: [{ role: 'user', content: 'Hello' }], expected: null };

describe('the cases of the evals', () => {
  it('returns the cases of a JSON file', () => {
    expect(readCases(JSON.stringify([good]), 'a.json').map(titleOf)).toEqual(['Triage: "Hello"']);
  });

  it.each<[string, string]>([
    ['{', 'a.json is not JSON.'],
    ['[]', 'a.json must hold a list of cases.'],
    ['[null]', 'a.json: case 1 needs the name of an agent.'],
    [JSON.stringify([good, { ...good, messages: [] }]), 'a.json: case 2 needs messages.'],
    [JSON.stringify([{ ...good, expected: 7 }]), 'a.json: case 1 needs `expected`, a function or null.'],
  ])('%s is refused', (json, sentence) => {
    expect(() => readCases(json, 'a.json')).toThrow(sentence);
  });
});
