import type { Observable } from 'rxjs';
import type { Agent } from './agent.ts';
import { http } from './chat/http.ts';
import { run } from './run.ts';
import type { ChatModel, ContextVariables, RunEvent, RunOptions } from './types.ts';

/** The front door: runs agents against a chat model. Keeps nothing between runs. */
export class Swarm {
  readonly #model: ChatModel;

  /** @param model Default: `http()`, which is OpenAI, or what `OPENAI_BASE_URL` names. */
  constructor(model: ChatModel = http()) {
    this.#model = model;
  }

  run<C extends object = ContextVariables>(options: RunOptions<C>): Observable<RunEvent<Agent<C>>> {
    // Inside the loop context variables are plain records: `C` is the caller's word for what is in them.
    return run(this.#model, options as unknown as RunOptions) as unknown as Observable<RunEvent<Agent<C>>>;
  }
}
