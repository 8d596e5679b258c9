// Written by `rxswarm introspect functions.ts`: change the functions and run it again, not this file.
// Content: 8988819212e1f55b

import { withSchema } from 'rxswarm/schema';
import * as functions from './functions.ts';

export const searchHelp: typeof functions.searchHelp = withSchema(functions.searchHelp, {
  name: 'searchHelp',
  description: 'Searches the help centre. Returns up to three passages, best first, each with the id of its article.',
  parameters: {
    type: 'object',
    properties: {
      question: {
        type: 'string',
        description: 'What the customer wants to know, in a few words or a sentence.',
        maxLength: 1000,
        minLength: 2,
      },
    },
    required: ['question'],
    additionalProperties: false,
  },
  order: ['question'],
  strict: true,
});

export const fileTicket: typeof functions.fileTicket = withSchema(functions.fileTicket, {
  name: 'fileTicket',
  description: 'Files a ticket, which a person answers within a working day. Only when the customer wants one.',
  parameters: {
    type: 'object',
    properties: {
      subject: {
        type: 'string',
        description: 'The matter in a few words.',
        pattern: '^[^\\r\\n]+$',
        maxLength: 120,
        minLength: 3,
      },
      description: {
        type: 'string',
        description: "All that is known about it, in the customer's words.",
        maxLength: 4000,
        minLength: 3,
      },
      priority: {
        type: 'string',
        enum: ['low', 'normal', 'high'],
        description: '`high` when the customer cannot work or data is lost, `low` for wishes.',
        default: 'normal',
      },
    },
    required: ['subject', 'description'],
    additionalProperties: false,
  },
  order: ['subject', 'description', 'priority', 'contextVariables', '$call'],
  strict: true,
  defaults: { priority: 'normal' },
});

export const sendEmail: typeof functions.sendEmail = withSchema(functions.sendEmail, {
  name: 'sendEmail',
  description: 'Sends an email to one recipient: the customer, or somebody the customer names.',
  parameters: {
    type: 'object',
    properties: {
      recipient: {
        type: 'string',
        description: 'The address it goes to.',
        pattern: '^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){1,3}$',
        maxLength: 254,
      },
      subject: { type: 'string', description: 'A few words.', pattern: '^[^\\r\\n]+$', maxLength: 120, minLength: 3 },
      body: {
        type: 'string',
        description: 'The text, with the ids of the articles it is from.',
        maxLength: 8000,
        minLength: 3,
      },
    },
    required: ['recipient', 'subject', 'body'],
    additionalProperties: false,
  },
  order: ['recipient', 'subject', 'body', '$call'],
  strict: true,
});
