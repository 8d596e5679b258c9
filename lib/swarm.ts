import type { Observable } from 'rxjs';
import type { Agent } from './agent.ts';
import { http } from './chat/http.ts';
import type { OpenAIClient } from './chat/openai-client.ts';
import { openai } from './chat/openai.ts';
import { retry } from './chat/retry.ts';
import { timeout } from './chat/timeout.ts';
import type { RunOptions } from './run-options.ts';
import { run } from './run.ts';
import type { ChatModel, ContextVariables, RunEvent } from './types.ts';

/** The front door: runs agents against a chat model. Keeps nothing between runs. */
export class Swarm {
  readonly #model: ChatModel;

  /**
   * @param model A chat model, which is used as it is, or any `openai` client. Default: `http()`, which is OpenAI, or what
   * `OPENAI_BASE_URL` names. The default and a client stand within `retry()` and `timeout()`.
   */
  constructor(model?: ChatModel | OpenAIClient) {
    this.#model = typeof model === 'function' ? model : retry()(timeout()(model ? openai(model) : http()));
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
