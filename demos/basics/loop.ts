import { Agent, type Message, type Swarm } from 'rxswarm';
import { text } from 'rxswarm/operators';
import { concatMap, defer, endWith, from, startWith, tap, type Observable } from 'rxjs';

const agent = new Agent({ instructions: 'You are a helpful agent.' });
const lines = ['Hello!', 'What can you do?', 'Thanks'];

/** Holds a conversation without helpers: each run takes the messages so far and the next line of the user. */
export const loop = (swarm: Pick<Swarm, 'run'>, lines$: Observable<string> = from(lines)) =>
  defer(() => {
    let messages: readonly Message[] = [];
    return lines$.pipe(
      concatMap((content) => {
        messages = [...messages, { role: 'user', content }];
        return swarm.run({ agent, messages }).pipe(
          tap((event) => 'response' in event && (messages = [...messages, ...event.response.messages])),
          text(),
          startWith(`> ${content}\n`),
          endWith('\n'),
        );
      }),
    );
  });
