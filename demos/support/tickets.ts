import type { Database } from '../database.ts';

export interface Ticket {
  readonly subject: string;
  readonly description: string;
  readonly priority: 'low' | 'normal' | 'high';
}

export interface Mail {
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
}

/** Stores a ticket and returns its number. The same key is stored once, and gives the same number. */
export const storeTicket = (database: Database, key: string, { subject, description, priority }: Ticket): number =>
  once(database, 'tickets', key, ['subject', 'description', 'priority'], [subject, description, priority]);

/** Puts a mail into the outbox and returns its number. The same key is stored once, and gives the same number. */
export const storeMail = (database: Database, key: string, { recipient, subject, body }: Mail): number =>
  once(database, 'outbox', key, ['recipient', 'subject', 'body'], [recipient, subject, body]);

const once = (
  database: Database,
  table: 'tickets' | 'outbox',
  key: string,
  columns: readonly string[],
  values: readonly string[],
): number =>
  database.transaction(() => {
    const places = [key, ...values].map(() => '?').join(', ');
    const conflict = 'ON CONFLICT (key) DO NOTHING';
    database.run(`INSERT INTO ${table} (key, ${columns.join(', ')}) VALUES (${places}) ${conflict}`, key, ...values);
    return Number(database.all(`SELECT number FROM ${table} WHERE key = ?`, key)[0]?.['number']);
  });
