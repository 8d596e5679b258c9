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

/** What the airline's agents and functions know beside the conversation. */
export interface Trip {
  readonly customer: Customer;
  readonly flight: Flight;
  /** The file under which lost baggage is followed up. */
  readonly baggageCase?: string;
  /** Why a person was asked to take over. */
  readonly escalation?: string;
  readonly caseClosed: boolean;
}

export const newTrip: Trip = {
  customer: { name: 'Ada', status: 'basic' },
  flight: { number: 'RX204', from: 'Lisbon', to: 'Oslo', day: 'Thursday', state: 'booked' },
  caseClosed: false,
};
