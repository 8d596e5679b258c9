export {
  scriptedServer as loopbackServer,
  type ReceivedRequest,
  type ScriptedServer as LoopbackServer,
  type ServerAnswer as Answer,
  type ServerCounts as Seen,
  type ServerScript as Script,
  type ServerStep as Step,
} from '../../lib/testing/scripted-server.ts';
