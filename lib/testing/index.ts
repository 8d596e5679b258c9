/* A model that plays a script, and time that is drawn */
export { runMarbles, type ChunkMarble, type MarbleHelpers } from './run-marbles.ts';
export {
  scriptedModel,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedModel,
  type ScriptedTurn,
  type ScriptOptions,
} from './scripted-model.ts';

/* Real exchanges, kept and played again */
export { record } from './record.ts';
export type { Exchange, Recording } from './recording.ts';
export { replay, type ReplayOptions } from './replay.ts';

/* The edge of the world (Node only) */
export { cancellationContract, type ContractCase, type ContractOptions } from './cancellation-contract.ts';
export {
  misbehavingServer,
  type Answer,
  type MisbehavingServer,
  type ReceivedRequest,
  type Script,
  type Seen,
  type Step,
} from './scripted-server.ts';
