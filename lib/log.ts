import type { AssistantMessage, ChatCompletionRequest, Response, ToolEvent } from './messages/types.ts';

/** What a run tells whoever debugs it, as it happens. A loop that is used alone has none: `Swarm` is what brings one along. */
export interface Log {
  begins(agent: string, messages: number): void;
  asks(agent: string, request: ChatCompletionRequest): void;
  answers(agent: string, answer: AssistantMessage, finishReason: string | undefined): void;
  calls(event: ToolEvent): void;
  handsOff(from: string, to: string): void;
  responds(response: Response, turns: number): void;
}
