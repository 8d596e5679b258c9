import type { Response } from 'rxswarm';
import type { RemoteAgent } from 'rxswarm/bullmq';
import { faultOf, storyOf, type Plan } from './plan.ts';
import { linesOf, textOf, told, type Seen } from './seen.ts';

/** The end of a run, and all that is wrong with it. */
export interface Outcome {
  readonly plan: Plan;
  readonly how: string;
  /** The events of the run as text if the sleeping watcher reads them at the very end, else ''. */
  readonly text: string;
  readonly wrong: readonly string[];
}

/** Compares the events of a run with its plan. */
export const judged = (plan: Plan, seen: Seen, others: readonly string[], refused: Seen | undefined): Outcome => {
  const { events, error } = seen;
  const responses = events.flatMap((event) => ('response' in event ? [event.response] : []));
  const how = error?.type ?? (responses.length > 0 ? 'response' : 'nothing');
  const different = others.filter((other) => other !== textOf(seen));
  const wrong = [
    ...(error ? failureOf(plan, seen) : answerOf(plan, seen, responses)),
    ...different.map((other) => `another watcher saw ${other.slice(-300)}, and not ${textOf(seen).slice(-300)}`),
    ...(plan.fault === 'id of another run' ? refusalOf(refused) : []),
  ];
  const { id, fault, at, phase } = plan;
  const text = fault === 'watcher never reads' ? textOf(seen) : '';
  return { plan, how, text, wrong: wrong.map((sentence) => `${id} (${fault}, turn ${at}, ${phase}): ${sentence}`) };
};

const answerOf = (plan: Plan, { events }: Seen, responses: readonly Response<RemoteAgent>[]): readonly string[] => {
  const { mustFail } = faultOf(plan);
  const [response] = responses;
  if (response === undefined) return ['it never ended'];
  if (mustFail) return ['it did not fail'];
  const story = storyOf(plan).join('\n');
  const [said, shown] = [linesOf(response.messages).join('\n'), told(events).join('\n')];
  const agent = plan.handsOff && plan.turns > 1 ? 'Second' : 'First';
  const { steps } = response.contextVariables as { readonly steps?: unknown };
  return [
    ...(responses.length > 1 ? [`it ended ${responses.length} times`] : []),
    ...(said === story ? [] : [`the answer is\n${said}`]),
    ...(shown === story ? [] : [`its events tell\n${shown}\n${JSON.stringify(events)}`]),
    ...(response.agent.name === agent ? [] : [`${response.agent.name} is active`]),
    ...(steps === plan.turns - 1 ? [] : [`it knows ${String(steps)} steps`]),
  ];
};

/** Checks the error of a run: its response so far must be a beginning of the right one. */
const failureOf = (plan: Plan, { error }: Seen): readonly string[] => {
  const { fails = [], says = /./ } = faultOf(plan);
  if (error === undefined || !fails.includes(error.type) || !says.test(error.message)) {
    return [`it failed: ${error?.type ?? ''}: ${error?.message ?? ''}`];
  }
  const so = linesOf(error.response?.messages ?? []);
  const story = storyOf(plan);
  return so.every((line, index) => line === story[index]) ? [] : [`the response so far is\n${so.join('\n')}`];
};

const refusalOf = (refused: Seen | undefined): readonly string[] =>
  refused?.error?.type === 'usage' && refused.error.message.startsWith('Another run was submitted as')
    ? []
    : [`another run got its id: ${refused === undefined ? 'nothing' : textOf(refused).slice(0, 300)}`];
