import { load } from '../../scripts/load-server/load.ts';

it('serve leaves nothing behind after 300 runs, a third of them stopped, beside 100 idle connections', async () => {
  const { held, completed, stopped, failed, incomplete, leftBehind } = await load({
    ...{ idle: 100, runs: 300, concurrency: 30 },
  });
  expect({ held, ended: completed + stopped, failed, incomplete, leftBehind }).toEqual({
    ...{ held: 100, ended: 300, failed: 0, incomplete: 0, leftBehind: 0 },
  });
  expect(completed).toBeGreaterThanOrEqual(200);
});
