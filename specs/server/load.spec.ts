import { load } from '../../scripts/load-server/load.ts';

it('a hundred idle connections and three hundred runs, a third of them stopped, leave nothing behind', async () => {
  const { held, completed, stopped, failed, incomplete, leftBehind } = await load({
    ...{ idle: 100, runs: 300, concurrency: 30 },
  });
  expect({ held, ended: completed + stopped, failed, incomplete, leftBehind }).toEqual({
    ...{ held: 100, ended: 300, failed: 0, incomplete: 0, leftBehind: 0 },
  });
  expect(completed).toBeGreaterThanOrEqual(200);
}, 30_000);
