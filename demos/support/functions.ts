import { Result, type CallContext } from 'rxswarm';
import { map, type Observable } from 'rxjs';
import { inventedCitations } from './citations.ts';
import type { Customer } from './customer.ts';
import { embedderOf } from './embedder.ts';
import { findByBoth, findByWords } from './find.ts';
import { helpCentre } from './help-centre.ts';
import type { Passage } from './search.ts';
import { storeMail, storeTicket } from './tickets.ts';

type Found = readonly Passage[] | string;

/** The answer when no article fits. */
export const NOTHING_FITS = 'No article fits. Say that you do not know, and offer to file a ticket.';

const foundIn = (passages: readonly Passage[]): Found => (passages.length > 0 ? passages : NOTHING_FITS);

/**
 * Searches the help centre. Returns up to three passages, best first, each with the id of its article.
 * @param question What the customer wants to know, in a few words or a sentence.
 * @minLength question 2
 * @maxLength question 1000
 */
export function searchHelp(question: string): Found | Observable<Found> {
  const embedder = embedderOf();
  return embedder === undefined
    ? foundIn(findByWords(helpCentre(), question))
    : findByBoth(helpCentre(), embedder, question).pipe(map(foundIn));
}

/**
 * Files a ticket, which a person answers within a working day. Only when the customer wants one.
 * @param subject The matter in a few words.
 * @minLength subject 3
 * @maxLength subject 120
 * @pattern subject ^[^\r\n]+$
 * @param description All that is known about it, in the customer's words.
 * @minLength description 3
 * @maxLength description 4000
 * @param priority `high` when the customer cannot work or data is lost, `low` for wishes.
 */
export function fileTicket(
  subject: string,
  description: string,
  priority: 'low' | 'normal' | 'high' = 'normal',
  contextVariables: Customer,
  call: CallContext,
): Result<Customer> {
  const number = storeTicket(helpCentre(), call.idempotencyKey, { subject, description, priority });
  const ticket = `T-${String(number).padStart(5, '0')}`;
  return new Result<Customer>({
    value: `Ticket ${ticket} is filed, priority ${priority}: ${subject}`,
    contextVariables: { tickets: [...contextVariables.tickets.filter((known) => known !== ticket), ticket] },
  });
}

/**
 * Sends an email to one recipient: the customer, or somebody the customer names.
 * @param recipient The address it goes to.
 * @maxLength recipient 254
 * @pattern recipient ^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,3}$
 * @param subject A few words.
 * @minLength subject 3
 * @maxLength subject 120
 * @pattern subject ^[^\r\n]+$
 * @param body The text, with the ids of the articles it is from.
 * @minLength body 3
 * @maxLength body 8000
 */
export function sendEmail(recipient: string, subject: string, body: string, call: CallContext): string {
  const [invented] = inventedCitations(helpCentre(), body);
  if (invented !== undefined)
    return `Nothing was sent: no article has the id [${invented}]. Cite passages of searchHelp only.`;
  const number = storeMail(helpCentre(), call.idempotencyKey, { recipient, subject, body });
  return `Mail ${String(number)} to ${recipient} is in the outbox.`;
}
