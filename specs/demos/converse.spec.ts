import { http, Swarm } from 'rxswarm';
import { filter, lastValueFrom, Subject, take, tap } from 'rxjs';
import { converse } from '../../demos/repl/converse.ts';
import type { Terminal } from '../../demos/terminal/terminal.ts';
import { demo } from '../../demos/triage/demo.ts';
import { stage } from '../../demos/terminal/stage.ts';
import { recorder } from './support/recorder.ts';
import { serveEmbedded } from './support/serve-embedded.ts';

const model = serveEmbedded(() => 15);

describe('converse', () => {
  it('stops an answer on an interrupt, keeps what was done, and goes on', async () => {
    const output = recorder();
    const interrupts$ = new Subject<unknown>();
    const stopped = new Promise((resolve, reject) => {
      model()
        .activity$.pipe(
          filter(({ status }) => status === 'stopped'),
          take(1),
        )
        .subscribe({ next: resolve, error: reject });
    });
    const terminal: Terminal = {
      ...stage({ script: ['Refund item_7, it is broken', 'yes'], letter: 0, output }),
      interrupts$,
    };
    const swarm = new Swarm(http({ baseURL: model().baseURL }));
    const end = await lastValueFrom(
      converse({ demo, swarm, terminal }).pipe(
        tap(({ messages }) => {
          if (messages.at(-1)?.content === 'Shall I') interrupts$.next(undefined);
        }),
      ),
      { defaultValue: undefined },
    );

    expect(await stopped).toMatchObject({ status: 'stopped' });
    expect(output.text()).toContain('Refunds: Shall I … stopped\n');
    expect(end?.agent.name).toBe('Refunds');
    expect(end?.messages.filter(({ role }) => role === 'user')).toHaveLength(2);
    expect(end?.messages).toContainEqual({ role: 'assistant', content: 'Shall I', sender: 'Refunds' });
  });

  it('tells a failure in a line and leaves the conversation as it was', async () => {
    const output = recorder();
    const terminal: Terminal = { ...stage({ script: ['Hello'], letter: 0, output }), fail: output.fail };
    const swarm = new Swarm(http({ baseURL: model().baseURL.replace('/v1', '/v2') }));
    const end = await lastValueFrom(converse({ demo, swarm, terminal }), { defaultValue: undefined });

    expect(end?.messages).toEqual([]);
    expect(output.text()).toMatch(/^\nYou: Hello\n[^\n]*There is nothing at \/v2\/chat\/completions[^\n]*\n$/);
  });
});
