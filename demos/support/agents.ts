import { Agent } from 'rxswarm';
import type { Customer } from './customer.ts';
import * as functions from './functions.schemas.ts';

export const helper = new Agent<Customer>({
  name: 'Help centre',
  instructions: ({ name }) => `You help ${name} with Mossnote, an app for notes, in a friendly and brief manner.
Search the help centre before you answer a question. Answer from the passages found and from nothing else.
After each fact, cite its article's id in square brackets, such as [sign-01].
When no article fits, say "I don't know" and offer to file a ticket. Never invent an answer or an id.
File a ticket, or send an email, only when the customer wants it. Never guess an address: ask for it.`,
  functions: [functions.searchHelp, functions.fileTicket, functions.sendEmail],
});
