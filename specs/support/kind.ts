import type { RunEvent } from 'rxswarm';

/** Names an event in a word or two, as diagrams draw it. */
export const kind = <A extends { readonly name: string }>(event: RunEvent<A>): string => {
  if ('delim' in event) return event.delim;
  if ('tool' in event) return `${event.tool.status} ${event.tool.name}`;
  if ('response' in event) return 'response';
  if ('handoff' in event) return `to ${event.handoff.to}`;
  if ('contextVariables' in event) return 'context';
  if ('retry' in event) return 'retry';
  if ('state' in event) return 'state';
  if ('said' in event) return 'said';
  if ('connection' in event) return event.connection;
  const { content, tool_calls: calls, role } = event;
  return content || (calls ? 'calls' : role ? 'role' : 'empty');
};
