import { AbstractAgent, type AgentConfig } from '@ag-ui/client';
import type { RunAgentInput } from '@ag-ui/core';
import { defer, Subject, tap } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import { messageOf, SwarmError } from '../../agent/errors.ts';
import { refuseMisspelt, refuseUnknown } from '../../agent/known-options.ts';
import type { Response } from '../../agent/response.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { Swarm } from '../../swarm.ts';
import { toAgUi } from '../to-ag-ui.ts';
import { toDecision } from '../to-decision.ts';
import { toMessages } from '../to-messages.ts';

/** The configuration of a `SwarmAgent`. */
export interface SwarmAgentConfig<C extends object = ContextVariables> extends AgentConfig {
  /** Runs the agents. */
  readonly swarm: Pick<Swarm, 'run'>;
  /** The agent a conversation begins with. */
  readonly agent: Agent<C>;
  /** The context variables a conversation begins with. Default: none. */
  readonly contextVariables?: NoInfer<C>;
  /** Keys of the context variables that the agent's `state` contains, in both directions. Default: none. */
  readonly expose?: readonly (keyof C & string)[];
  /** Options passed to each run. Default: none. */
  readonly run?: Pick<RunOptions, 'maxTurns' | 'modelOverride' | 'toolConcurrency' | 'functionTimeout' | 'turnRetries'>;
}

/** The part of a conversation that the protocol does not keep. */
type Standing = Pick<Response, 'agent' | 'contextVariables'>;

/**
 * A swarm as an AG-UI agent. It trusts its client's messages and state, so use it in one process with the client.
 * `abortRun()` ends the run as cancelled, `detachActiveRun()` without an event; both close the model's socket.
 *
 * @example
 * const agent = new SwarmAgent({ swarm, agent: librarian });
 * agent.addMessage({ id: '1', role: 'user', content: 'Have you got books on bees?' });
 * const { result } = await agent.runAgent();
 */
export class SwarmAgent<C extends object = ContextVariables> extends AbstractAgent {
  // TypeScript's `private`, because `clone()` makes copies without the constructor and `#` fields would be missing.
  private config: SwarmAgentConfig<C>;
  private standing: Standing | undefined;
  private cancel$ = new Subject<void>();

  constructor(config: SwarmAgentConfig<C>) {
    super(config);
    refuseMisspelt('new SwarmAgent()', config, OPTIONS);
    refuseUnknown('new SwarmAgent(): run', config.run ?? {}, RUN_OPTIONS);
    this.config = config;
  }

  /** Runs the swarm. Called by `runAgent()`. */
  override run(input: RunAgentInput): ReturnType<AbstractAgent['run']> {
    const { swarm, expose = [] } = this.config;
    const events$ = defer(() => {
      const options = this.optionsOf(input);
      return swarm.run(options).pipe(
        tap({
          next: (event) => 'response' in event && (this.standing = event.response),
          error: (error: unknown) => (this.standing = (error instanceof SwarmError && error.response) || this.standing),
        }),
        toAgUi({
          ...{ threadId: input.threadId, runId: input.runId, messages: input.messages, tools: input.tools },
          ...{ agent: options.agent.name, expose, describe, cancel: this.cancel$ },
          ...(expose.length > 0 && { snapshot: pick(options.contextVariables, expose) }),
        }),
      );
    });
    // The package brings its own copy of rxjs: the same at run time, another to the compiler.
    return events$ as unknown as ReturnType<AbstractAgent['run']>;
  }

  /** Tells clients what is supported. Tools of the client are not. */
  override getCapabilities(): ReturnType<NonNullable<AbstractAgent['getCapabilities']>> {
    const { expose = [] } = this.config;
    return Promise.resolve({
      tools: { supported: true, parallelCalls: true, clientProvided: false },
      multiAgent: { supported: true, handoffs: true },
      state: { snapshots: expose.length > 0, deltas: expose.length > 0 },
      humanInTheLoop: { supported: true, approvals: true, interrupts: true },
    });
  }

  /** Ends the run as cancelled. */
  override abortRun(): void {
    this.cancel$.next();
  }

  /** Copies the agent, its conversation included. */
  override clone(): SwarmAgent<C> {
    const cloned = super.clone() as SwarmAgent<C>;
    cloned.config = this.config;
    cloned.standing = this.standing;
    cloned.cancel$ = new Subject();
    return cloned;
  }

  private optionsOf({ messages, state, resume = [] }: RunAgentInput) {
    const { agent, contextVariables = {}, expose = [], run } = this.config;
    const standing = this.standing ?? { agent: agent as unknown as Agent, contextVariables };
    return {
      ...run,
      agent: standing.agent,
      messages: toMessages(messages),
      contextVariables: {
        ...standing.contextVariables,
        ...pick(state as ContextVariables, expose),
      } as ContextVariables,
      decisions: Object.fromEntries(resume.map((entry) => [this.callOf(entry.interruptId), toDecision(entry)])),
    };
  }

  /** Finds a call's id in the client's messages, which may differ from the interrupt's. */
  private callOf(interruptId: string): string {
    return this.pendingInterrupts.find(({ id }) => id === interruptId)?.toolCallId ?? interruptId;
  }
}

const OPTIONS: readonly (keyof SwarmAgentConfig)[] = ['swarm', 'agent', 'contextVariables', 'expose', 'run'];
const RUN_OPTIONS: readonly (keyof NonNullable<SwarmAgentConfig['run']>)[] = [
  'maxTurns',
  'modelOverride',
  'toolConcurrency',
  'functionTimeout',
  'turnRetries',
];

const pick = (from: ContextVariables | undefined, keys: readonly string[]): ContextVariables =>
  Object.fromEntries(keys.flatMap((key) => (from && Object.hasOwn(from, key) ? [[key, from[key]]] : [])));

const describe = (error: unknown) => ({
  message: messageOf(error),
  code: error instanceof SwarmError ? error.type : 'model',
});
