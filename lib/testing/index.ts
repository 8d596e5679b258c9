/* A chat model that plays a script, and marbles in virtual time */
export { runMarbles, type ChunkMarble, type MarbleHelpers } from './run-marbles.ts';
export {
  scriptedModel,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedModel,
  type ScriptedTurn,
  type ScriptOptions,
} from './scripted-model.ts';

/* Real exchanges, recorded and replayed */
export { record } from './record.ts';
export type { Exchange, RecordedChunk, RecordedEnd, RecordedError, Recording } from './recording.ts';
export { recordFetch, type RecordFetchOptions } from './record-fetch.ts';
export type {
  FetchExchange,
  FetchRecording,
  PieceContent,
  RecordedPiece,
  RecordedRequest,
  RecordedResponse,
} from './fetch-recording.ts';
export { replay, type ReplayOptions } from './replay.ts';
export { replayFetch, type ReplayFetchOptions } from './replay-fetch.ts';

/* A server of your own and the contract of chat models (Node only) */
export { cancellationContract, type ContractCase, type ContractOptions } from './cancellation-contract.ts';
export {
  scriptedServer,
  // Its former name.
  scriptedServer as misbehavingServer,
  type ReceivedRequest,
  type ScriptedServer,
  type ServerAnswer,
  type ServerCounts,
  type ServerScript,
  type ServerStep,
} from './scripted-server.ts';
