import { Agent } from 'rxswarm';
import * as functions from './functions.schemas.ts';
import { BAGGAGE_POLICY, CANCEL_POLICY, CHANGE_POLICY, ESCALATION, situation } from './policies.ts';
import type { Trip } from './trip.ts';

const shared = [functions.transferToTriage, functions.escalate, functions.closeCase];

export const triage = new Agent<Trip>({
  name: 'Triage',
  instructions: (trip) => `${situation(trip)}
Find out what the customer wants and hand over at once, without asking for details. Only when it is unclear, ask.`,
  functions: [functions.transferToModification, functions.transferToBaggage, functions.escalate],
});

export const modification = new Agent<Trip>({
  name: 'Flight modification',
  instructions: (trip) => `${situation(trip)}
Decide whether the customer wants to cancel or to change the flight, and hand over. Ask if it could be either.`,
  functions: [functions.transferToCancellation, functions.transferToChange, functions.transferToTriage],
});

export const cancellation = new Agent<Trip>({
  name: 'Flight cancel',
  instructions: (trip) => [situation(trip), CANCEL_POLICY, ESCALATION].join('\n'),
  functions: [functions.cancelFlight, ...shared],
});

export const change = new Agent<Trip>({
  name: 'Flight change',
  instructions: (trip) => [situation(trip), CHANGE_POLICY, ESCALATION].join('\n'),
  functions: [functions.findFlights, functions.changeFlight, ...shared],
});

export const baggage = new Agent<Trip>({
  name: 'Lost baggage',
  instructions: (trip) => [situation(trip), BAGGAGE_POLICY, ESCALATION].join('\n'),
  functions: [functions.searchBaggage, ...shared],
});
