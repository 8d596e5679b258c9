import type { Demo } from '../demo.ts';
import { IDEAS } from '../ideas.ts';
import { baggage, cancellation, change, modification, triage } from './agents.ts';
import { newTrip, type Trip } from './trip.ts';

export const demo: Demo<Trip> = {
  title: 'Airline: flights that change and bags that do not arrive',
  agents: [triage, modification, cancellation, change, baggage],
  contextVariables: newTrip,
  attended: { canAnswer: true },
  ideas: IDEAS.airline,
  script: [
    'I cannot fly on Thursday, can I move my flight?',
    'To Friday please',
    'RX355',
    'Yes',
    'Also, my suitcase did not arrive',
    'The receipt says RX448812',
    'No, that is all, thanks',
  ],
};
