export {
  misbehavingServer as loopbackServer,
  type Answer,
  type MisbehavingServer as LoopbackServer,
  type ReceivedRequest,
  type Script,
  type Seen,
  type Step,
} from '../../lib/testing/scripted-server.ts';
