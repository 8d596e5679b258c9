import { helper } from '../../../demos/support/agents.ts';
import { newCustomer } from '../../../demos/support/customer.ts';

const { instructions } = helper;

it.each([
  ['to search first', /Search the help centre before you answer/],
  ['to cite', /cite its article's id in square brackets/],
  ['to say that nothing fits', /say "I don't know" and offer to file a ticket/],
  ['not to invent ids', /Never invent an answer or an id/],
  ['not to guess addresses', /Never guess an address/],
])('the instructions of the help centre tell the model %s', (_, words) => {
  expect(typeof instructions === 'function' ? instructions(newCustomer) : instructions).toMatch(words);
});
