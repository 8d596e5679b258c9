import { Result } from 'rxswarm';
import { forecast, type Day, type Forecast } from './forecast.ts';
import type { Outbox } from './outbox.ts';

/**
 * Gives the weather in a city.
 * @param city The city, such as `Paris`.
 * @pattern city ^[^0-9<>@/;\r\n]{2,60}$
 * @param day When.
 */
export function getWeather(city: string, day: Day = 'today'): Forecast {
  return forecast(city, day);
}

/**
 * Sends an email.
 * @param recipient The address it goes to.
 * @maxLength recipient 254
 * @pattern recipient ^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63}){1,3}$
 * @param subject A few words, in one line.
 * @pattern subject ^[^\r\n]{1,120}$
 * @param body The text.
 * @maxLength body 4000
 */
export function sendEmail(recipient: string, subject: string, body: string, contextVariables: Outbox): Result<Outbox> {
  const mail = { to: recipient, subject, body };
  return new Result<Outbox>({
    value: `Sent to ${recipient}.`,
    contextVariables: { sent: [...contextVariables.sent, mail] },
  });
}
