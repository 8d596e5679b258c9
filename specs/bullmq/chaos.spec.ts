import { chaos } from '../../scripts/chaos/chaos.ts';
import { FAULTS } from '../../scripts/chaos/faults.ts';

describe('runs on a queue, while workers and Redis are killed, frozen and restarted', () => {
  it('end once each, as their faults say, and leave nothing behind', async () => {
    const { outcomes, wrong, counts, left } = await chaos({ runs: 40, concurrency: 40 });
    expect(wrong).toEqual([]);
    expect(outcomes).toHaveLength(40);
    expect(new Set(outcomes.map(({ plan }) => plan.fault)).size).toBeGreaterThanOrEqual(FAULTS.length - 1);
    expect(counts).toMatchObject({ killed: 4, stopped: 1, 'Redis restarts': 2 });
    expect(Object.values(left).filter((count) => count > 0)).toEqual([]);
  });
});
