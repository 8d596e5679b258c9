export interface Customer {
  readonly name: string;
  readonly status: 'basic' | 'gold';
}

export interface Flight {
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly day: string;
  readonly state: 'booked' | 'changed' | 'cancelled';
}

/** Context variables of the airline's agents and functions. */
export interface Trip {
  readonly customer: Customer;
  readonly flight: Flight;
  /** The case number under which lost baggage is traced. Absent until a bag was searched for. */
  readonly baggageCase?: string;
  /** The reason why a colleague was asked to take over. Absent until one was. */
  readonly escalation?: string;
  readonly caseClosed: boolean;
  /** True where the customer can answer the questions of functions. */
  readonly canAnswer?: boolean;
}

export type Seat = 'aisle' | 'middle' | 'window';

export const newTrip: Trip = {
  customer: { name: 'Ada', status: 'basic' },
  flight: { number: 'RX204', from: 'Lisbon', to: 'Oslo', day: 'Thursday', state: 'booked' },
  caseClosed: false,
};
