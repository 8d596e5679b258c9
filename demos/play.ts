import { concat, defer, tap, type Observable } from 'rxjs';
import { demo as airline } from './airline/demo.ts';
import type { Demo } from './demo.ts';
import { during } from './during.ts';
import { human, hurried, immediate } from './embedded/index.ts';
import { readFlags, withoutRest } from './flags.ts';
import { modelFor, type Model } from './model.ts';
import { talk } from './repl/talk.ts';
import { demo as shopper } from './shopper/demo.ts';
import { start } from './start.ts';
import { demo as support } from './support/demo.ts';
import { stage } from './terminal/stage.ts';
import { standardOutput } from './terminal/standard-output.ts';
import { demo as triage } from './triage/demo.ts';
import { demo as weather } from './weather/demo.ts';

/** Plays the scripts of the demos, without a keyboard. */
const play = (): Observable<unknown> => {
  // The script buys and refunds, so it gets a shop of its own.
  process.env['SHOPPER_DB'] ??= ':memory:';
  const fast = withoutRest(readFlags({ fast: 'boolean' })).given.has('fast');
  const letter = fast ? 0 : LETTER;
  return modelFor(fast ? immediate : hurried(human, HASTE)).pipe(
    tap(({ introduction }) => {
      output.write(`${output.paint('dim', introduction)}\n`);
    }),
    during((model) =>
      concat(
        act(triage, model, letter),
        act(weather, model, letter),
        act(shopper, model, letter),
        act(support, model, letter),
        act(airline, model, letter),
      ),
    ),
  );
};

/** `LETTER`: milliseconds a typed letter takes. `HASTE`: how much faster than a person the model talks. */
const LETTER = 7;
const HASTE = 4;
const output = standardOutput();

const act = <C extends object>(demo: Demo<C>, { swarm }: Model, letter: number): Observable<unknown> =>
  defer(() => {
    output.write(`\n${output.paint('bold', demo.title)}\n`);
    return talk({ demo, swarm, terminal: stage({ script: demo.script, letter, output }) });
  });

start(defer(play));
