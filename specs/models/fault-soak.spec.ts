import { faultSoak } from '../../scripts/soak/fault-soak.ts';
import { FAULTS } from '../support/faults.ts';

describe('many runs that each meet a fault, a third of them stopped at random', () => {
  it('end as they should and leave nothing behind', async () => {
    const runs = 4 * FAULTS.length;
    const { endings, wrong, stopped, unhandled, underWay, timers, sockets } = await faultSoak({
      runs,
      concurrency: runs,
    });
    expect(wrong).toEqual([]);
    expect(Object.keys(endings)).toHaveLength(FAULTS.length);
    expect(stopped).toBeGreaterThan(runs / 10);
    expect({ unhandled, underWay, timers, sockets }).toEqual({ unhandled: 0, underWay: 0, timers: 0, sockets: 0 });
  });
});
