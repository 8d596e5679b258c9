import createDebug from 'debug';
import { Agent, Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import { response } from 'rxswarm/operators';
import { scriptedModel } from 'rxswarm/testing';
import { lastValueFrom } from 'rxjs';
import { loopbackServer } from '../support/loopback-server.ts';
import { all } from '../support/synchronous.ts';

function look(): string {
  return 'seen';
}

const agent = new Agent({ name: 'A', functions: [look] });
const messages = [{ role: 'user', content: 'What is there?' }] as const;
const script = () => scriptedModel([{ calls: [{ name: 'look' }] }, 'Bees.']);

/** What is logged while `act` runs. */
const logged = (act: () => void): string => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    act();
  } finally {
    write.mockRestore();
  }
  return lines.join('');
};

describe('debug', () => {
  it('logs that one run, whatever DEBUG says: requests, answers, calls', () => {
    const lines = logged(() => all(new Swarm(script()).run({ agent, messages, debug: true })));
    expect(lines).toContain('rxswarm:run A begins with 1 messages');
    expect(lines).toMatch(/rxswarm:chat A asks gpt-4o: \{[^]*What is there\?/);
    expect(lines).toMatch(/rxswarm:tool \{ id: 'call_look', name: 'look', status: 'start'/);
    expect(lines).toContain('rxswarm:run A responds after 2 turns: stop');
  });

  it('leaves other runs and the namespaces of DEBUG alone', () => {
    const before = createDebug.disable();
    createDebug.enable(before);
    const lines = logged(() => {
      all(new Swarm(script()).run({ agent, messages, debug: true }));
      process.stderr.write('--- next\n');
      all(new Swarm(script()).run({ agent, messages }));
    });
    expect(lines.split('--- next\n')[1]).toBe('');
    expect(createDebug.enabled('rxswarm:run')).toBe(false);
    expect(createDebug.disable()).toBe(before);
    createDebug.enable(before);
  });

  it('logs the namespaces that DEBUG names, and no others', () => {
    const before = createDebug.disable();
    createDebug.enable('rxswarm:run');
    const lines = logged(() => all(new Swarm(script()).run({ agent, messages })));
    createDebug.disable();
    createDebug.enable(before);
    expect(lines).toContain('rxswarm:run A responds after 2 turns: stop');
    expect(lines).not.toMatch(/rxswarm:(chat|tool)/);
  });

  it('never shows a key', async () => {
    const server = await loopbackServer({
      body: ['data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'],
    });
    const lines: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    const model = http({ baseURL: server.url, apiKey: 'sk-very-secret', headers: { 'x-token': 'also-secret' } });
    try {
      const run$ = new Swarm(model).run({ agent, messages, debug: true });
      await lastValueFrom(run$.pipe(response()), { defaultValue: undefined });
    } finally {
      write.mockRestore();
      await server.close();
    }
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-very-secret');
    expect(lines.join('')).toContain('rxswarm:chat');
    expect(lines.join('')).not.toMatch(/secret|authorization/i);
  });
});
