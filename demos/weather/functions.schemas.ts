// Written by `rxswarm introspect functions.ts`: change the functions and run it again, not this file.
// Content: 169fc48110e23bde

import { withSchema } from 'rxswarm/schema';
import * as functions from './functions.ts';

export const getWeather: typeof functions.getWeather = withSchema(functions.getWeather, {
  name: 'getWeather',
  description: 'Gives the weather in a city.',
  parameters: {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'The city, such as `Paris`.', pattern: '^[^0-9<>@/;\\r\\n]{2,60}$' },
      day: {
        type: 'string',
        enum: ['today', 'tomorrow', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
        description: 'When.',
        default: 'today',
      },
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
      recipient: {
        type: 'string',
        description: 'The address it goes to.',
        pattern: '^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63}){1,3}$',
        maxLength: 254,
      },
      subject: { type: 'string', description: 'A few words, in one line.', pattern: '^[^\\r\\n]{1,120}$' },
      body: { type: 'string', description: 'The text.', maxLength: 4000 },
    },
    required: ['recipient', 'subject', 'body'],
    additionalProperties: false,
  },
  order: ['recipient', 'subject', 'body', 'contextVariables'],
  strict: true,
});
