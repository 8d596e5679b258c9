import { randomId } from '../../util/random-id.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { Carried } from './carried.ts';
import type { Caller } from '../http/options.ts';
import type { ReceivedRequest } from '../read-request.ts';
import { Refusal } from '../http/refusal.ts';
import type { Sealed } from './seal.ts';
import type { Served } from '../server-context.ts';
import { startingPoint, type StartingPoint } from './starting-point.ts';

/** Where the run begins. Decisions are consumed last, when nothing else can refuse the request. */
export const begin = async (received: ReceivedRequest, caller: Caller, server: Served): Promise<StartingPoint> => {
  const { id, content } = await carriedBy(received, caller, server);
  const point = startingPoint(content, received, server);
  const isFirst = received.approvals.size === 0 || ((await server.options.consume?.(id)) ?? true);
  if (!isFirst) throw new Refusal(409, 'approval', 'This was decided already.');
  return point;
};

const carriedBy = async (
  { state }: ReceivedRequest,
  { key = '' }: Caller,
  server: Served,
): Promise<Sealed<Carried>> => {
  if (state !== undefined) return server.seal.open(state, key);
  const { start, contextVariables = {} } = server.options;
  const content = { agent: start.name, messages: [], contextVariables, runId: randomId(), waiting: [] };
  return { id: randomId(), content };
};

/** The run that begins there. */
export const runOptions = (
  { active, messages, contextVariables, runId }: StartingPoint,
  { approvals }: ReceivedRequest,
  caller: Caller,
  { options: { run, scheduler }, limits }: Served,
): RunOptions => ({
  ...run,
  agent: active.agent,
  messages,
  contextVariables: { ...contextVariables, ...caller.contextVariables },
  approvals: Object.fromEntries(approvals),
  runId,
  maxTurns: limits.maxTurns,
  runTimeout: limits.runTimeout,
  ...(scheduler && { scheduler }),
});
