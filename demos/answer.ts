import type { Response } from 'rxswarm';

/** Returns the text of a run's last message, or `''` when it has no text. */
export const answerOf = ({ messages }: Response): string => {
  const content = messages.at(-1)?.content;
  return typeof content === 'string' ? content : '';
};
