import { Agent, type Checkpoint, type Message, Swarm } from 'rxswarm';
import { response } from 'rxswarm/operators';
import { EMPTY } from 'rxjs';
import { outcome } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';
import { STRICT_WIRES } from '../support/strict-wires.ts';

const serve = useServers();

function look(): string {
  return 'bees';
}

describe.each(Object.entries(STRICT_WIRES))('a checkpoint of a run over %s', (_, { make, model, server, secret }) => {
  it('holds as JSON what its server needs back, so that the run goes on', async () => {
    const messages: readonly Message[] = [{ role: 'user', content: 'Look.' }];
    const { url, requests } = await serve(server());
    const agent = new Agent({ model, functions: [look] });
    const stored: string[] = [];
    const checkpoint = (reached: object) => {
      stored.push(JSON.stringify(reached));
      return EMPTY;
    };
    const first = await outcome(new Swarm(make(url)).run({ agent, messages, runId: 'r', checkpoint }).pipe(response()));
    expect(first.error).toBeUndefined();
    expect(first.values[0]?.messages.at(-1)?.content).toBe('Bees.');
    // The first is the completion that calls, the second its result.
    for (const each of stored.slice(0, 2)) {
      const resume = JSON.parse(each) as Checkpoint<{ name: string }>;
      const again = await outcome(new Swarm(make(url)).run({ agent, messages, runId: 'r', resume }).pipe(response()));
      expect(again.error).toBeUndefined();
      expect(again.values[0]?.messages).toEqual(first.values[0]?.messages);
      expect(JSON.stringify(requests.at(-1)?.body)).toContain(secret);
    }
  });
});
