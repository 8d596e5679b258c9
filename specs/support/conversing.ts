import { Subject, type Observable } from 'rxjs';
import { Agent, Swarm } from 'rxswarm';
import { converse, type Conversation } from 'rxswarm/converse';
import { says } from './chunks.ts';
import { scripted } from './scripted-model.ts';

interface Conversing {
  readonly inputs$: Subject<string>;
  readonly conversation$: Observable<Conversation<unknown>>;
}

/** A conversation with an agent `Ada`, who says `Hello.`, then `Again.` */
export const conversing = (): Conversing => {
  const inputs$ = new Subject<string>();
  const swarm = new Swarm(scripted(says('Hello.'), says('Again.')));
  return { inputs$, conversation$: converse(swarm, inputs$, { agent: new Agent({ name: 'Ada' }) }) };
};
