import { Result } from 'rxswarm';
import { forecast, type Forecast } from './forecast.ts';
import type { Outbox } from './outbox.ts';

/**
 * Gives the weather in a city.
 * @param city The city, such as `Paris`.
 * @param day When: `today`, `tomorrow` or a day of the week.
 */
export function getWeather(city: string, day = 'today'): Forecast {
  return forecast(city, day);
}

/**
 * Sends an email.
 * @param recipient The address it goes to.
 * @param subject A few words.
 * @param body The text.
 */
export function sendEmail(recipient: string, subject: string, body: string, contextVariables: Outbox): Result<Outbox> {
  const mail = { to: recipient, subject, body };
  return new Result<Outbox>({
    value: `Sent to ${recipient}.`,
    contextVariables: { sent: [...contextVariables.sent, mail] },
  });
}
