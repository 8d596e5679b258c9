/* Runs on a BullMQ queue: submitted anywhere, taken by any worker, watched live, resumed at the last checkpoint. */

export { cancel } from './cancel.ts';
export type { QueuedRun, RedisOptions, SubmitOptions } from './stored/queued-run.ts';
export { sharedRateLimit, type SharedRateLimitOptions } from './shared-rate-limit.ts';
export { submitFlow } from './submit-flow.ts';
export { submit } from './submit.ts';
export { watch } from './watch.ts';
export { worker, type RunWorker } from './worker.ts';
export type { WorkEvent } from './worker/worker-scope.ts';
export type { WorkerOptions } from './worker/worker-options.ts';
export type { RemoteAgent } from '../agent/remote.ts';
