import type { Response } from 'rxswarm';
import type { RemoteAgent } from 'rxswarm/bullmq';
import { faultOf, storyOf, type Plan } from './plan.ts';
import { linesOf, textOf, told, type Seen } from './seen.ts';

/** How a run ended, and what about it is not as it has to be. */
export interface Outcome {
  readonly plan: Plan;
  readonly how: string;
  /** All that was seen of it, where somebody else sees it at the very end only. */
  readonly text: string;
  readonly wrong: readonly string[];
}

/** Holds what was seen of a run against what it had to be. */
export const judged = (plan: Plan, seen: Seen, others: readonly string[], refused: Seen | undefined): Outcome => {
  const { events, error } = seen;
  const responses = events.flatMap((event) => ('response' in event ? [event.response] : []));
  const how = error?.type ?? (responses.length > 0 ? 'response' : 'nothing');
  const different = others.filter((other) => other !== textOf(seen));
  const wrong = [
    ...(error ? failureOf(plan, seen) : answerOf(plan, seen, responses)),
    ...different.map((other) => `somebody else saw ${other.slice(-300)}, and not ${textOf(seen).slice(-300)}`),
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

/** What a run fails with has the response so far: a beginning of the right one. */
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
