import { Agent } from 'rxswarm';
import * as functions from './functions.schemas.ts';
import type { Outbox } from './outbox.ts';

export const weather = new Agent<Outbox>({
  name: 'Weather',
  instructions: `You tell the weather, and send it by email to whoever wants it so.
Never guess the weather: look it up. Never guess an address: ask for it.`,
  functions: [functions.getWeather, functions.sendEmail],
});
