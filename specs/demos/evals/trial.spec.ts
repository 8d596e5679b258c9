import { Swarm, SwarmError } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { concat, lastValueFrom, of, throwError, toArray } from 'rxjs';
import type { Case } from '../../../demos/evals/cases.ts';
import { report } from '../../../demos/evals/report.ts';
import { trialsOf, type Outcome } from '../../../demos/evals/trial.ts';
import { plain } from '../../../demos/terminal/paint.ts';
import { demo } from '../../../demos/triage/demo.ts';

const calling =
  (...names: readonly string[]): ChatModel =>
  () =>
    of({
      choices: [
        {
          delta: {
            content: names.length === 0 ? 'Hello' : '',
            tool_calls: names.map((name, index) => ({ index, id: String(index), function: { name, arguments: '{}' } })),
          },
          finish_reason: 'stop',
        },
      ],
    });

const failing =
  (error: Error): ChatModel =>
  () =>
    throwError(() => error);

const given = (expected: string | null): Case => ({
  agent: 'Triage',
  messages: [{ role: 'user', content: 'Hi' }],
  expected,
});

const judge = (model: ChatModel, cases: readonly Case[]): Promise<readonly Outcome[]> =>
  lastValueFrom(concat(...trialsOf('triage', cases, demo, new Swarm(model))).pipe(toArray()), { defaultValue: [] });

describe('a trial', () => {
  it.each<[string, ChatModel, string | null, boolean]>([
    ['calls what was expected', calling('transferToSales'), 'transferToSales', true],
    ['calls it twice', calling('transferToSales', 'transferToSales'), 'transferToSales', true],
    ['calls something else too', calling('transferToSales', 'transferToRefunds'), 'transferToSales', false],
    ['talks where it should call', calling(), 'transferToSales', false],
    ['talks where it should', calling(), null, true],
    ['calls where it should talk', calling('transferToSales'), null, false],
  ])('%s', async (_, model, expected, correct) => {
    expect(await judge(model, [given(expected)])).toMatchObject([{ correct }]);
  });

  it('counts a failed run as wrong, with its error', async () => {
    const outcomes = await judge(failing(new SwarmError('http', 'Too many requests.', { status: 429 })), [given(null)]);

    expect(outcomes).toMatchObject([{ correct: false, error: 'Too many requests.' }]);
    expect(report(outcomes, ['triage'], plain)).toBe(
      '\ntriage\n   0 %  Triage: "Hi" → none (Too many requests.)\n\noverall 0 %: 0 of 1 runs\n',
    );
  });

  it('fails when the endpoint cannot be reached', async () => {
    await expect(judge(failing(new SwarmError('network', 'Nothing listens.')), [given(null)])).rejects.toThrow(
      'Nothing listens.',
    );
  });

  it('refuses cases with an unknown agent or function', () => {
    const swarm = new Swarm(calling());

    expect(() => trialsOf('triage', [{ ...given(null), agent: 'Tarot' }], demo, swarm)).toThrow(
      'Unknown agent Tarot in the cases of triage',
    );
    expect(() => trialsOf('triage', [given('placeOrder')], demo, swarm)).toThrow(
      'expects placeOrder, which Triage cannot call',
    );
  });
});
