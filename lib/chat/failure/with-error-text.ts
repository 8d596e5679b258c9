import { firstValueFrom } from 'rxjs';
import type { Fetch } from '../../models/transport/redirects.ts';
import { errorText } from '../../models/errors/error-text.ts';

/** A `fetch` whose errors have a body that does not stall: clients read an error's text to its end before they say anything. */
export const withErrorText =
  (fetch: Fetch): Fetch =>
  async (url, init) => {
    const response = await fetch(url, init);
    if (response.ok || response.body === null) return response;
    const { status, statusText, headers } = response;
    const text = await firstValueFrom(errorText(response.body), { defaultValue: '' });
    return new Response(text, { status, statusText, headers });
  };
