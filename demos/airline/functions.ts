import { Result, type Agent, type CallContext } from 'rxswarm';
import { ask, type Question } from 'rxswarm/schema';
import { concat, map, of, take, timer, type Observable } from 'rxjs';
import { baggage, cancellation, change, modification, triage } from './agents.ts';
import { departures, type Day, type Departure } from './timetable.ts';
import type { Seat, Trip } from './trip.ts';

/** Hands the customer back to triage: for everything that is not your task. */
export function transferToTriage(): Agent<Trip> {
  return triage;
}

/** Hands over to flight modification: the customer wants to cancel or change a flight. */
export function transferToModification(): Agent<Trip> {
  return modification;
}

/** Hands over to cancellation: the customer does not want to fly any more. */
export function transferToCancellation(): Agent<Trip> {
  return cancellation;
}

/** Hands over to changes: the customer wants to fly on another day or at another time. */
export function transferToChange(): Agent<Trip> {
  return change;
}

/** Hands over to lost baggage: a bag did not arrive. */
export function transferToBaggage(): Agent<Trip> {
  return baggage;
}

/**
 * Cancels the customer's flight. Only after a clear yes.
 * @param compensation What the customer chose.
 */
export function cancelFlight(compensation: 'refund' | 'credit', contextVariables: Trip): string | Result<Trip> {
  const { flight } = contextVariables;
  if (flight.state === 'cancelled') return `${flight.number} is cancelled already.`;
  return new Result<Trip>({
    value: `${flight.number} on ${flight.day} is cancelled, with a ${compensation}.`,
    contextVariables: { flight: { ...flight, state: 'cancelled' } },
  });
}

/**
 * Lists the flights of a day on the customer's route.
 * @param day A day of the week.
 */
export function findFlights(day: Day): readonly Departure[] {
  return departures(day);
}

const SEATS = { type: 'string', enum: ['aisle', 'middle', 'window'] satisfies readonly Seat[] };

/**
 * Moves the customer to another flight. Only after a clear yes.
 * @param flightNumber The flight chosen, such as `RX310`.
 * @pattern flightNumber ^RX[0-9]{3}$
 * @param day The day it leaves.
 */
export function changeFlight(
  flightNumber: string,
  day: Day,
  contextVariables: Trip,
  { answers: [seat] }: CallContext<[seat: Seat]>,
): string | Result<Trip> | Question {
  const { flight, canAnswer } = contextVariables;
  if (flight.state === 'cancelled') return `${flight.number} is cancelled: there is nothing to change.`;
  if (flight.number === flightNumber && flight.day === day) return `${flightNumber} on ${day} is booked already.`;
  if (!departures(day).some(({ number }) => number === flightNumber)) return `No ${flightNumber} leaves on ${day}.`;
  if (canAnswer === true && seat === undefined) return ask(SEATS, `Which seat would you like on ${flightNumber}?`);
  return new Result<Trip>({
    value: `Changed from ${flight.number} to ${flightNumber} on ${day}${seat === undefined ? '' : `, with the ${seat} seat`}.`,
    contextVariables: { flight: { ...flight, number: flightNumber, day, state: 'changed' } },
  });
}

/**
 * Searches for a bag, and reports on the way where it was looked for.
 * @param bagTag The number on the baggage receipt: two letters and six digits.
 * @pattern bagTag ^[A-Z]{2}[0-9]{6}$
 */
export function searchBaggage(bagTag: string, contextVariables: Trip): Observable<string | Result<Trip>> {
  const { from, to } = contextVariables.flight;
  const places = [`${from}, check-in: was here`, `${from}, loading: was here`, `${to}, belt 3: not here yet`];
  const found = new Result<Trip>({
    value: `Bag ${bagTag} missed its connection. It arrives in ${to} tomorrow at noon and is brought to your address.`,
    contextVariables: { baggageCase: `case ${bagTag}` },
  });
  return concat(
    timer(0, 90).pipe(
      take(places.length),
      map((index) => places[index] ?? ''),
    ),
    of(found),
  );
}

/**
 * Asks a person to take over.
 * @param reason What it is about, in one sentence.
 * @maxLength reason 300
 */
export function escalate(reason: string): Result<Trip> {
  return new Result<Trip>({
    value: 'A colleague was asked to call the customer.',
    contextVariables: { escalation: reason },
  });
}

/** Closes the case, when nothing else is needed, and hands back to triage. */
export function closeCase(): Result<Trip> {
  return new Result<Trip>({ value: 'The case is closed.', agent: triage, contextVariables: { caseClosed: true } });
}
