import { Agent } from 'rxswarm';
import { clientFunction } from 'rxswarm/schema';
import * as functions from './functions.schemas.ts';
import type { Outbox } from './outbox.ts';

/** Executed where the customer is, because this process does not know their time zone: see `where-am-i.ts`. */
const whereAmI = clientFunction({
  name: 'whereAmI',
  description:
    "Tells the city of the customer's time zone: for questions about the weather here, or where the customer is.",
});

export const weather = new Agent<Outbox>({
  name: 'Weather',
  instructions: `You tell the weather, and send it by email to whoever wants it so.
Never guess the weather: look it up. Never guess an address: ask for it.`,
  functions: [functions.getWeather, functions.sendEmail, whereAmI],
});
