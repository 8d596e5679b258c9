import { defer, tap, type Observable } from 'rxjs';
import { askBeforeActing } from '../approvals.ts';
import type { Demo } from '../demo.ts';
import { during } from '../during.ts';
import { human, immediate } from '../embedded/index.ts';
import { readFlags, withoutRest } from '../flags.ts';
import { modelFor } from '../model.ts';
import { keyboard } from '../terminal/keyboard.ts';
import { talk } from './talk.ts';

/** Talks with the agents of a demo at the keyboard, or over the lines of a pipe. */
export const repl = <C extends object>(demo: Demo<C>): Observable<unknown> =>
  defer(() => {
    const { given } = withoutRest(readFlags({ fast: 'boolean' }));
    askBeforeActing(demo.agents);
    return modelFor(given.has('fast') ? immediate : human);
  }).pipe(
    during(({ swarm, introduction }) =>
      keyboard().pipe(
        tap(({ write, paint, suggest }) => {
          write(`${paint('dim', introduction)}\n${paint('bold', demo.title)}\n`);
          suggest(demo.ideas ?? []);
        }),
        during((terminal) => talk({ demo: attended(demo), swarm, terminal })),
      ),
    ),
  );

/** Functions may ask, because a person is there. */
const attended = <C extends object>(demo: Demo<C>): Demo<C> => ({
  ...demo,
  contextVariables: { ...demo.contextVariables, ...demo.attended },
});
