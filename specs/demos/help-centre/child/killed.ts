import { openHelpCentre } from '../../../../demos/support/help-centre.ts';
import { storeTicket } from '../../../../demos/support/tickets.ts';

/* Files a ticket, begins a second one and a new index, and is killed before it commits. */
const database = openHelpCentre(process.argv[2] ?? '');
storeTicket(database, 'first', { subject: 'Kept', description: 'Committed.', priority: 'low' });
database.transaction(() => {
  database.exec('DELETE FROM chunks; DELETE FROM corpus;');
  storeInside('second');
  process.kill(process.pid, 'SIGKILL');
});

function storeInside(key: string): void {
  database.run(
    "INSERT INTO tickets (key, subject, description, priority) VALUES (?, 'Lost', 'Never committed.', 'low')",
    key,
  );
}
