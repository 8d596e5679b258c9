import { soak } from '../../scripts/soak/soak.ts';

describe('many runs over HTTP, a third of them stopped at random', () => {
  it('leave no timer, socket, listener or answer behind', async () => {
    const { completed, stopped, failed, connections, ...left } = await soak({ runs: 300, concurrency: 30 });
    expect(completed + stopped).toBe(300);
    expect(completed).toBeGreaterThanOrEqual(200);
    expect(stopped).toBeGreaterThan(0);
    expect(failed).toBe(0);
    expect(connections).toBeLessThan(300);
    expect(left).toEqual({ underWay: 0, timers: 0, sockets: 0, signals: 0 });
  });
});
