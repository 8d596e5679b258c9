/*
 * Draws the swarms of `demos/web`, one JSON file each. With `--check` it writes nothing, and fails when a file is
 * stale.
 */

import { terminal } from './io.ts';
import { main } from './main.ts';

for (const demo of ['airline', 'weather', 'triage', 'shopper', 'support']) {
  const out = `demos/web/graphs/${demo}.json`;
  const status = await main(
    ['introspect', `demos/${demo}/agents.ts`, '--graph', 'json', '--out', out, ...process.argv.slice(2)],
    // The lints are printed with the drawings of the READMEs, not here.
    { ...terminal, error: (text) => (text.includes(' warning: ') ? undefined : terminal.error(text)) },
  );
  process.exitCode ||= status;
}
