/* Draws the swarms of `demos/web`: one JSON file each. `--check` writes nothing and fails where one is stale. */

import { terminal } from './io.ts';
import { main } from './main.ts';

for (const demo of ['airline', 'weather', 'triage']) {
  const out = `demos/web/graphs/${demo}.json`;
  const status = await main(
    ['introspect', `demos/${demo}/agents.ts`, '--graph', 'json', '--out', out, ...process.argv.slice(2)],
    // What the graph leaves to be desired is said where it is drawn for readers.
    { ...terminal, error: (text) => (text.includes(' warning: ') ? undefined : terminal.error(text)) },
  );
  process.exitCode ||= status;
}
