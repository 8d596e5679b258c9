// Written by `rxswarm introspect functions.ts`: change the functions and run it again, not this file.
// Content: ec0b8e925acbbf94

import { clientFunction } from 'rxswarm/schema';
import type * as functions from './functions.ts';

export const fill: typeof functions.fill = clientFunction({
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
  strict: true,
}) as typeof functions.fill;
