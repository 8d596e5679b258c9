// Written by `rxswarm introspect functions.ts`: change the functions and run it again, not this file.
// Content: 47c24978c745c026

import { withSchema } from 'rxswarm/schema';
import * as functions from './functions.ts';

export const getWeather: typeof functions.getWeather = withSchema(functions.getWeather, {
  name: 'getWeather',
  description: 'Gives the weather in a city.',
  parameters: {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'The city, such as `Paris`.' },
      day: { type: 'string', description: 'When: `today`, `tomorrow` or a day of the week.', default: 'today' },
    },
    required: ['city'],
    additionalProperties: false,
  },
  order: ['city', 'day'],
  strict: true,
  defaults: { day: 'today' },
});

export const sendEmail: typeof functions.sendEmail = withSchema(functions.sendEmail, {
  name: 'sendEmail',
  description: 'Sends an email.',
  parameters: {
    type: 'object',
    properties: {
      recipient: { type: 'string', description: 'The address it goes to.' },
      subject: { type: 'string', description: 'A few words.' },
      body: { type: 'string', description: 'The text.' },
    },
    required: ['recipient', 'subject', 'body'],
    additionalProperties: false,
  },
  order: ['recipient', 'subject', 'body', 'contextVariables'],
  strict: true,
});
