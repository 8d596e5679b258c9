import { Swarm, type RunEvent, type RunOptions } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import type { Observable } from 'rxjs';

/** Runs against a chat model through the front door, which checks the options; `run` of the loop takes them as they are. */
export const run = (model: ChatModel, options: RunOptions): Observable<RunEvent> => new Swarm(model).run(options);
