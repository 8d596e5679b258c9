/* Runs on a queue: submitted anywhere, done by any worker, watched live, resumed where they stopped. Needs `bullmq`. */

export { cancel } from './cancel.ts';
export type { QueuedRun, SubmitOptions } from './queued-run.ts';
export { sharedRateLimit, type SharedRateLimitOptions } from './shared-rate-limit.ts';
export { submitFlow } from './submit-flow.ts';
export { submit } from './submit.ts';
export { watch } from './watch.ts';
export { worker, type RunWorker } from './worker.ts';
export type { WorkEvent } from './worker-scope.ts';
export type { WorkerOptions } from './worker-options.ts';
export type { RemoteAgent } from '../wire.ts';
