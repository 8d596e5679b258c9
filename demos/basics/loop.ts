import { Agent, type Message, type Swarm } from 'rxswarm';
import { text } from 'rxswarm/operators';
import { concatMap, defer, endWith, from, startWith, tap, type Observable } from 'rxjs';

const agent = new Agent({ instructions: 'You are a helpful agent.' });
const lines = ['Hello!', 'What can you do?', 'Thanks'];

/** A conversation without helpers: the messages of a response go in again, with the next line behind them. */
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
