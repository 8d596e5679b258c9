// Written by `rxswarm introspect functions.ts`: change the functions and run it again, not this file.
// Content: e99bda54b20dfcd9

import { withSchema } from 'rxswarm/schema';
import * as functions from './functions.ts';

export const fill: typeof functions.fill = withSchema(functions.fill, {
  name: 'fill',
  description: 'Fills a field of a form in the page.',
  parameters: {
    type: 'object',
    properties: {
      field: { type: 'string', enum: ['name', 'date'], description: 'The field.' },
      since: { type: 'string', format: 'date-time', description: 'A date to fill in. Default: none.' },
    },
    required: ['field'],
    additionalProperties: false,
  },
  order: ['field', 'since'],
  strict: true,
  revive: { '/since': 'date' },
});
