import type { Run, Swarm } from 'rxswarm';
import { converse, emptyConversation, type Conversation, type LocalState } from 'rxswarm/converse';
import {
  connect,
  defer,
  distinctUntilKeyChanged,
  filter,
  ignoreElements,
  last,
  map,
  merge,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import type { JsonSchema } from 'rxswarm/schema';
import type { Demo } from '../demo.ts';
import { fieldsOf } from '../fields.ts';
import type { RenderOptions } from '../terminal/notes.ts';
import { render } from '../terminal/render.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { inputOf } from './input-of.ts';

export interface TalkOptions<C extends object> {
  readonly demo: Demo<C>;
  readonly swarm: Swarm;
  readonly terminal: Terminal;
}

/**
 * Turns lines into conversations, and prints what happens meanwhile. Ctrl-C stops an answer, which closes its socket.
 */
export const talk = <C extends object>(options: TalkOptions<C>): Observable<Conversation<LocalState>> =>
  defer(() => {
    const { demo, swarm, terminal } = options;
    const { paint, write } = terminal;
    const [agent] = demo.agents;
    const names = demo.agents.map(({ name }) => name);
    let latest: Conversation<LocalState> = emptyConversation;

    const inputs$ = terminal.lines$.pipe(
      map((line) => inputOf(line, { conversation: latest, ideas: demo.ideas })),
      connect((said$) => {
        const stops$ = terminal.interrupts$.pipe(map(() => ({ stop: true }) as const));
        return merge(said$, stops$.pipe(takeUntil(said$.pipe(last(null, undefined)))));
      }),
    );
    const { contextVariables, clientFunctions: functions } = demo;
    return converse<C>(swarm.wrap(shown({ paint, names }, write)), inputs$, {
      agent,
      contextVariables,
      ...(functions && { functions }),
    }).pipe(
      tap((conversation) => (latest = conversation)),
      connect((conversation$) => {
        const rest$ = conversation$.pipe(
          distinctUntilKeyChanged('status'),
          filter(({ status }) => status !== 'answering'),
        );
        return merge(conversation$, rest$.pipe(tap(handTo(terminal)), ignoreElements()));
      }),
    );
  });

/** Prints each run as it goes. */
const shown =
  (options: RenderOptions, write: Terminal['write']) =>
  (run: Run): Run =>
  (model, runOptions) =>
    run(model, runOptions).pipe(
      connect((events$) => merge(events$.pipe(render(options), tap(write), ignoreElements()), events$)),
    );

/** Prints how the answer ended, and prompts for the next line. */
const handTo =
  ({ paint, write, fail, prompt }: Terminal) =>
  ({ status, error, waiting }: Conversation<LocalState>): void => {
    if (status === 'stopped') write(paint('dim', ' … stopped\n'));
    if (status === 'failed') fail(error?.message ?? 'That failed.');
    if (waiting.length > 0) write(paint('dim', `  ${hintFor(waiting)}; or say something else.\n`));
    prompt();
  };

/** Tells how a line decides the calls that wait. */
const hintFor = ([call, ...others]: Conversation['waiting']): string => {
  if (call?.question !== undefined) return `Answer ${answersOf(call.question.schema)}`;
  const edit = call?.edit === true && others.length === 0 ? ', {"…": …} changes its arguments' : '';
  return `y lets it be called, n does not${edit}`;
};

const answersOf = (schema: JsonSchema): string => {
  const [field, ...others] = fieldsOf(schema);
  if (field === undefined || others.length > 0 || field.kind === 'json') return 'in JSON';
  if (field.kind === 'choice') return `with ${field.choices.join(', ')}`;
  return ANSWERS[field.kind];
};

const ANSWERS = { text: 'in words', number: 'with a number', boolean: 'with y or n' } as const;
