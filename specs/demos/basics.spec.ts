import { Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import { lastValueFrom, reduce, type Observable } from 'rxjs';
import { bareMinimum } from '../../demos/basics/bare-minimum.ts';
import { contextVariables } from '../../demos/basics/context-variables.ts';
import { functionCalling } from '../../demos/basics/function-calling.ts';
import { handoff } from '../../demos/basics/handoff.ts';
import { loop } from '../../demos/basics/loop.ts';
import { serveEmbedded } from './support/serve-embedded.ts';

const model = serveEmbedded();

describe('the basics', () => {
  it.each<[string, (swarm: Pick<Swarm, 'run'>) => Observable<string>, RegExp]>([
    ['bare minimum', bareMinimum, /^Hello! How can I help you\?$/],
    ['function calling', functionCalling, /^That makes 42\.$/],
    ['context variables', contextVariables, /^Ada, you have: Flatland, Emma\.$/],
    ['handoff', handoff, /^\(Front desk hands over to Poet\)\nYou called.*\n.*I rhyme\.$/],
    ['loop', (swarm) => loop(swarm), /^> Hello!\nHello!.*\n> What can you do\?\n.*\n> Thanks\nYou are welcome\.\n$/],
  ])('%s', async (_, example, expected) => {
    const text$ = example(new Swarm(http({ baseURL: model().baseURL }))).pipe(
      reduce((whole, token) => whole + token, ''),
    );

    expect(await lastValueFrom(text$, { defaultValue: '' })).toMatch(expected);
  });
});
