import { redact } from '../../../lib/models/errors/explain.ts';

it.each<[string, readonly string[], string]>([
  ['Wrong key my-secret, my-secret', ['my-secret'], 'Wrong key ***, ***'],
  ['Wrong key sk-proj-AbC_123*****xyz.', [], 'Wrong key ***.'],
  ['Bearer abcdef0123456789abcdef was refused', [], 'Bearer *** was refused'],
  ['Bearer authentication is required', [], 'Bearer authentication is required'],
  ['no on none', ['no'], 'no on none'],
  ['a task-oriented, risk-averse sk-1', [], 'a task-oriented, risk-averse sk-1'],
])('%j without %j', (text, secrets, expected) => {
  expect(redact(text, secrets)).toBe(expected);
});
