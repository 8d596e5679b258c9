/* Agents */
export {
  Agent,
  Result,
  type AgentFunction,
  type AgentFunctions,
  type AgentOptions,
  type Instructions,
  type ResultOptions,
} from './agent/agent.ts';

/* Running them */
export { Swarm } from './swarm.ts';
export type { ExtractOptions, SwarmOptions } from './swarm.ts';
export { SwarmError, type SwarmErrorDetails } from './agent/errors.ts';
export { type SwarmErrorType } from './messages/events.ts';

/* What goes in */
export type { CallContext } from './agent/call-context.ts';
export type { Checkpoint } from './agent/run-options.ts';
export type { AnyFunction } from './agent/function-schema.ts';
export type { EveryAgent } from './agent/every-agent.ts';
export type { RunAllOptions, Runs } from './loop/run-all/run-all.ts';
export type { Decision, Decisions } from './agent/decision.ts';
export type { Run, RunOptions } from './agent/run-options.ts';
export type { Output } from './agent/output.ts';
export type {
  AssistantMessage,
  ContentPart,
  Message,
  SystemMessage,
  ToolCall,
  ToolChoice,
  ToolMessage,
  UserMessage,
} from './messages/types.ts';
export type { ContextVariables } from './agent/context.ts';

/* What comes out */
export type { DeepPartial, OutputOf } from './agent/output.ts';
export type { AskedQuestion, CallFacts, Waiting, WaitingReason } from './messages/waiting.ts';
export type { AgentUsage, DelimiterEvent, HandoffEvent, RetryEvent, SaidEvent, ToolEvent } from './messages/events.ts';
export type { ContextOf, ContextVariablesEvent, Response, ResponseEvent, RunEvent } from './agent/response.ts';
export type { Delta, ToolCallDelta, Usage } from './messages/types.ts';
export type { RunAllEvent, RunResult } from './agent/run-all-events.ts';
