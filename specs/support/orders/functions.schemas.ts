// Written by `rxswarm introspect functions.ts`: change the functions and run it again, not this file.
// Content: 032f95bda01474a3

import type { Output } from 'rxswarm';
import { outputSchema, withSchema } from 'rxswarm/schema';
import * as functions from './functions.ts';

export const Wish: Output<functions.Wish> = outputSchema<functions.Wish>(
  {
    type: 'object',
    properties: {
      id: { type: 'number', description: 'Of the order.', minimum: 1 },
      to: {
        type: 'object',
        properties: {
          country: { type: 'string', description: 'Two letters, such as `PT`.', pattern: '^[A-Z]{2}$' },
          city: { type: 'string' },
        },
        required: ['country', 'city'],
        additionalProperties: false,
      },
      speed: {
        type: 'string',
        enum: ['slow', 'fast'],
        description:
          'Fast where the letter says so in any words; whoever writes nothing of it is in no hurry and gets the parcel slowly.',
      },
    },
    required: ['id', 'speed'],
    additionalProperties: false,
  },
  { name: 'Wish', description: 'What a letter asks for.' },
);

export const ship: typeof functions.ship = withSchema(functions.ship, {
  name: 'ship',
  description: 'Ships an order.',
  parameters: {
    type: 'object',
    properties: {
      order: {
        type: 'object',
        properties: {
          id: { type: 'number' },
          to: {
            type: 'object',
            properties: {
              country: { type: 'string', description: 'Two letters, such as `PT`.', pattern: '^[A-Z]{2}$' },
              city: { type: 'string' },
            },
            required: ['country', 'city'],
            additionalProperties: false,
          },
        },
        required: ['id', 'to'],
        additionalProperties: false,
        description: 'Which one, and where to.',
      },
      speed: { type: 'string', enum: ['slow', 'fast'], description: 'How fast.' },
      at: { type: 'string', format: 'date-time', description: 'When it leaves.' },
    },
    required: ['order', 'speed'],
    additionalProperties: false,
  },
  order: ['order', 'speed', 'at'],
  strict: true,
  revive: { '/at': 'date' },
});
