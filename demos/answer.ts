import type { Response } from 'rxswarm';

/** What a run's last message says; '' where it says nothing. */
export const answerOf = ({ messages }: Response): string => {
  const content = messages.at(-1)?.content;
  return typeof content === 'string' ? content : '';
};
