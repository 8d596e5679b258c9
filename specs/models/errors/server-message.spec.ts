import { serverMessage } from '../../../lib/models/errors/server-message.ts';

it.each<[unknown, string | undefined]>([
  ['No', 'No'],
  [' ', undefined],
  [{ error: 'No' }, 'No'],
  [{ error: { message: 'No', type: 'x' } }, 'No'],
  [{ error: { error: { message: 'No' } } }, 'No'],
  [{ error: true, message: 'No' }, 'No'],
  [{ error: null, message: 'No' }, 'No'],
  [{ error: '', detail: 'No' }, 'No'],
  [{ detail: [{ msg: 'No' }] }, 'No'],
  [{ error: 'invalid_grant', error_description: 'No' }, 'invalid_grant'],
  [[{ error: { message: 'No' } }], 'No'],
  [{ error: { error: { error: { error: { error: { msg: 'too deep' } } } } } }, undefined],
  [{ success: false, errors: [{ code: 7003, message: 'No' }] }, 'No'],
  [{ fault: { faultstring: 'No', detail: { errorcode: 'oauth' } } }, 'No'],
  [{ Message: 'No' }, 'No'],
  [{ status: 'No' }, undefined],
  [[], undefined],
  [null, undefined],
  [7, undefined],
])('%j says %j', (body, expected) => {
  expect(serverMessage(body)).toBe(expected);
});
