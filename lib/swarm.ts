import type { Observable } from 'rxjs';
import type { Agent } from './agent.ts';
import { http } from './chat/http.ts';
import type { OpenAIClient } from './chat/openai-client.ts';
import { openai } from './chat/openai.ts';
import { run } from './run.ts';
import type { ChatModel, ContextVariables, RunEvent, RunOptions } from './types.ts';

/** The front door: runs agents against a chat model. Keeps nothing between runs. */
export class Swarm {
  readonly #model: ChatModel;

  /** @param model A chat model or any `openai` client. Default: OpenAI, or what `OPENAI_BASE_URL` names. */
  constructor(model: ChatModel | OpenAIClient = http()) {
    this.#model = typeof model === 'function' ? model : openai(model);
  }

  /**
   * A cold run: nothing is sent before subscription, each subscription is a new run, unsubscribing ends all it started.
   * Errors with a SwarmError that carries the response so far; never throws.
   */
  run<C extends object = ContextVariables>(options: RunOptions<C>): Observable<RunEvent<Agent<C>>> {
    // Inside the loop context variables are plain records: `C` is the caller's word for what is in them.
    return run(this.#model, options as unknown as RunOptions) as unknown as Observable<RunEvent<Agent<C>>>;
  }
}
