// Written by `rxswarm introspect functions.ts`: change the functions and run it again, not this file.
// Content: ff55d102bc7076d1

import { withSchema } from 'rxswarm/schema';
import * as functions from './functions.ts';

export const transferToTriage: typeof functions.transferToTriage = withSchema(functions.transferToTriage, {
  name: 'transferToTriage',
  description: 'Hands the customer back to triage: for everything that is not your task.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});

export const transferToModification: typeof functions.transferToModification = withSchema(functions.transferToModification, {
  name: 'transferToModification',
  description: 'Hands over to flight modification: the customer wants to cancel or change a flight.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});

export const transferToCancellation: typeof functions.transferToCancellation = withSchema(functions.transferToCancellation, {
  name: 'transferToCancellation',
  description: 'Hands over to cancellation: the customer does not want to fly any more.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});

export const transferToChange: typeof functions.transferToChange = withSchema(functions.transferToChange, {
  name: 'transferToChange',
  description: 'Hands over to changes: the customer wants to fly on another day or at another time.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});

export const transferToBaggage: typeof functions.transferToBaggage = withSchema(functions.transferToBaggage, {
  name: 'transferToBaggage',
  description: 'Hands over to lost baggage: a bag did not arrive.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});

export const cancelFlight: typeof functions.cancelFlight = withSchema(functions.cancelFlight, {
  name: 'cancelFlight',
  description: "Cancels the customer's flight. Only after a clear yes.",
  parameters: {
    type: 'object',
    properties: {
      compensation: { type: 'string', enum: ['refund', 'credit'], description: 'What the customer chose.' },
    },
    required: ['compensation'],
    additionalProperties: false,
  },
  order: ['compensation', 'contextVariables'],
  strict: true,
});

export const findFlights: typeof functions.findFlights = withSchema(functions.findFlights, {
  name: 'findFlights',
  description: "Lists the flights of a day on the customer's route.",
  parameters: {
    type: 'object',
    properties: {
      day: {
        type: 'string',
        enum: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
        description: 'A day of the week.',
      },
    },
    required: ['day'],
    additionalProperties: false,
  },
  order: ['day'],
  strict: true,
});

export const changeFlight: typeof functions.changeFlight = withSchema(functions.changeFlight, {
  name: 'changeFlight',
  description: 'Moves the customer to another flight. Only after a clear yes.',
  parameters: {
    type: 'object',
    properties: {
      flightNumber: { type: 'string', description: 'The flight chosen, such as `RX310`.', pattern: '^RX[0-9]{3}$' },
      day: {
        type: 'string',
        enum: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
        description: 'The day it leaves.',
      },
    },
    required: ['flightNumber', 'day'],
    additionalProperties: false,
  },
  order: ['flightNumber', 'day', 'contextVariables', '$call'],
  strict: true,
});

export const searchBaggage: typeof functions.searchBaggage = withSchema(functions.searchBaggage, {
  name: 'searchBaggage',
  description: 'Searches for a bag, and reports on the way where it was looked for.',
  parameters: {
    type: 'object',
    properties: {
      bagTag: {
        type: 'string',
        description: 'The number on the baggage receipt: two letters and six digits.',
        pattern: '^[A-Z]{2}[0-9]{6}$',
      },
    },
    required: ['bagTag'],
    additionalProperties: false,
  },
  order: ['bagTag', 'contextVariables'],
  strict: true,
});

export const escalate: typeof functions.escalate = withSchema(functions.escalate, {
  name: 'escalate',
  description: 'Asks a person to take over.',
  parameters: {
    type: 'object',
    properties: { reason: { type: 'string', description: 'What it is about, in one sentence.', maxLength: 300 } },
    required: ['reason'],
    additionalProperties: false,
  },
  order: ['reason'],
  strict: true,
});

export const closeCase: typeof functions.closeCase = withSchema(functions.closeCase, {
  name: 'closeCase',
  description: 'Closes the case, when nothing else is needed, and hands back to triage.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  order: [],
  strict: true,
});
