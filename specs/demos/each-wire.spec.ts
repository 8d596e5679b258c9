import { Swarm } from 'rxswarm';
import { map } from 'rxjs';
import { immediate } from '../../demos/embedded/index.ts';
import { modelFor } from '../../demos/model.ts';
import { roomsOf } from '../../demos/web/rooms.ts';
import { asked, type Answered } from '../support/asked.ts';
import { last } from '../support/collect.ts';
import { logged } from '../support/served.ts';
import { useServers } from '../support/servers.ts';
import { command } from './support/command.ts';
import { VENDORS } from './support/vendors.ts';

const serve = useServers();

/** Returns the lines after the first one, which names the model. Times differ. */
const linesOf = (output: string): readonly string[] =>
  output
    .replace(/\d+\.\d+ s\b/g, 'n s')
    .split('\n')
    .slice(1);

/** Returns the lines of a demo without a key, which is played once for all wires. */
const embedded = (() => {
  const played = new Map<string, Promise<readonly string[]>>();
  return (file: string, flags: readonly string[]): Promise<readonly string[]> => {
    const lines = played.get(file) ?? command(file, flags).then(({ output }) => linesOf(output));
    played.set(file, lines);
    return lines;
  };
})();

describe.each(VENDORS)('with PROVIDER=$provider', ({ provider, model, script, env }) => {
  const play = async (file: string, flags: readonly string[]) => {
    const server = await serve(script);
    const { status, output } = await command(file, flags, { env: env(server.url) });
    expect(output.split('\n')[0]).toBe(`Talking to ${model} at ${server.url}.`);
    return { status, lines: linesOf(output), output, requests: server.requests };
  };

  it('the evals are answered as by the embedded model', async () => {
    const { status, output, requests } = await play('evals/index.ts', ['triage', 'airline', '--iterations', '1']);
    expect(output).toMatch(/overall 100 %: (\d+) of \1 runs\n$/);
    expect(requests.length).toBeGreaterThan(30);
    expect(status).toBe(0);
  });

  it.each([
    ['play.ts', '--fast'],
    ['summarise/index.ts', '--fast', '--tokens', '200'],
  ])('%s prints what it prints without a key', async (file, ...flags) => {
    const { status, lines } = await play(file, flags);
    expect(lines).toEqual(await embedded(file, flags));
    expect(status).toBe(0);
  });

  it('people are extracted', async () => {
    const { status, output } = await play('extract/index.ts', ['--fast', '--count', '5']);
    expect(output.match(/^ {2}1 Ada Byron, 36$/gm)).toHaveLength(5);
    expect(output).toMatch(/^5 people, 0 failed, /m);
    expect(status).toBe(0);
  });

  it('a room of the web demo goes on with the state that it gave, and signs what its agents say', async () => {
    const { url } = await serve(script);
    const room = await last(
      modelFor(immediate, env(url)).pipe(
        map(({ chatModel }) => roomsOf(() => new Swarm(chatModel), logged()).get('airline')),
      ),
    );
    if (room === undefined) throw new Error('There is no such room.');
    const first = await asked(room, { messages: [{ role: 'user', content: 'My suitcase did not arrive' }] });
    expect([first.status, first.response.agent.name]).toEqual([200, 'Lost baggage']);
    expect(sendersOf(first)).toEqual(['Triage', 'Lost baggage']);
    const messages = [{ role: 'user', content: 'The receipt says RX448812' }];
    const second = await asked(room, { messages, state: first.response.state });
    expect(second.response.messages.some(({ role }) => role === 'tool')).toBe(true);
  });

  it('a key that is missing is asked for by its own name', async () => {
    const { status, output } = await command('triage/index.ts', [], { input: 'Hi\n', env: { PROVIDER: provider } });
    const [name = ''] = Object.keys(env('')).filter((key) => key.endsWith('_API_KEY'));
    expect(output).toMatch(new RegExp(`There is no API key for https://\\S+: set ${name}\\b`));
    expect(status).toBe(1);
  });

  it('a server that does not listen is named with the variable that holds its address', async () => {
    const address = 'http://127.0.0.1:1024/v1';
    const { output } = await command('triage/index.ts', [], { input: 'Hi\n', env: env(address) });
    const [name = ''] = Object.keys(env('')).filter((key) => key.endsWith('_BASE_URL'));
    expect(output).toMatch(new RegExp(`Nothing listens at ${address}/.*set ${name} `));
  });
});

const sendersOf = ({ events }: Answered): readonly unknown[] => {
  const deltas = events.map(({ data }) => data as { readonly sender?: string; readonly role?: string });
  return deltas.flatMap(({ role, sender }) => (role === 'assistant' ? [sender] : []));
};
