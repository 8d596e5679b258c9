import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findByWords } from '../../../demos/support/find.ts';
import { openHelpCentre } from '../../../demos/support/help-centre.ts';
import { storeTicket } from '../../../demos/support/tickets.ts';

it('a file opens again after kill -9 inside a transaction: without what was not committed, and writable', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'support-')), 'support.db');
  const { signal } = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, 'child/killed.ts'), file]);
  const database = openHelpCentre(file);
  const ticket = { subject: 'Next', description: 'After the crash.', priority: 'low' } as const;

  expect(signal).toBe('SIGKILL');
  expect(database.all('SELECT key FROM tickets')).toEqual([{ key: 'first' }]);
  expect(findByWords(database, 'dark mode')[0]?.article).toBe('desk-04');
  expect(storeTicket(database, 'second', ticket)).toBe(2);
  expect(database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  database.close();
});
