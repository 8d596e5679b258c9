import { Agent } from 'rxswarm';

const translator = (style: 'formal' | 'everyday' | 'brief') =>
  new Agent({
    name: style,
    instructions: `You translate into Spanish, in ${style} language. Answer with the translation only.`,
  });

export const translators = [translator('formal'), translator('everyday'), translator('brief')] as const;

export const picker = new Agent({
  name: 'picker',
  instructions: 'You pick the best translation: right, and what a native speaker would say. Answer with it alone.',
});
