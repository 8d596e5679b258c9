import type { Conversation } from 'rxswarm/converse';
import type { Saved } from './checkpoints.ts';
import { byId, element, setAttribute } from './element.ts';
import { graphView } from './graph-view.ts';
import { linesOf } from './lines.ts';
import { logView } from './log-view.ts';
import { showStatus } from './status-view.ts';
import { canUndo } from './starts.ts';
import { rooms, type Room } from './rooms.ts';

/** Sets the page up for a room. Returns a function that shows a state of its conversation. */
export const roomView = (room: Room): ((saved: Saved) => void) => {
  const { places } = room.drawing;
  const first = places[0]?.name ?? '';
  const tintOf = (agent: string): number => places.find(({ name }) => name === agent)?.tint ?? 0;
  document.title = `${room.title} · rxswarm`;
  byId('rooms').replaceChildren(...rooms.map((each) => link(each, each === room)));
  byId('rooms').querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  byId('ideas').replaceChildren(
    element('p', {}, room.greeting),
    ...room.ideas.map((idea) => element('button', { type: 'button', class: 'quiet', 'data-idea': true }, idea)),
  );
  const showLog = logView(byId('log'), { tintOf });
  const showGraph = graphView(byId('graph'), room.drawing);
  return ({ conversation, checkpoints }) => {
    const agent = conversation.agent || first;
    const lines = linesOf(conversation, { first, turns: checkpoints.map(({ turn }) => turn) });
    const isAnswering = conversation.status === 'answering' || conversation.status === 'reconnecting';
    byId('ideas').hidden = lines.length > 0;
    byId('log').hidden = lines.length === 0;
    // Before the log, because a longer status moves its end.
    showStatus(conversation, agent);
    showLog(lines);
    showGraph(agent, lines);
    byId('log').setAttribute('aria-busy', String(isAnswering));
    byId('active').textContent = agent;
    setAttribute(byId('active'), 'data-tint', tintOf(agent));
    byId('undo').hidden = lines.length > 0 || !canUndo(room.name);
    byId('stop').hidden = !isAnswering;
    showUsage(conversation);
  };
};

const link = ({ name, title }: Room, isHere: boolean): HTMLElement =>
  element('a', { href: `#${name}`, 'aria-current': isHere ? 'page' : undefined }, title);

const showUsage = ({ usage }: Conversation): void => {
  const counts = [
    ['tokens read', usage?.prompt_tokens],
    ['tokens written', usage?.completion_tokens],
    ['in all', usage?.total_tokens],
  ] as const;
  // Some servers do not count.
  byId('usage').hidden = !usage?.total_tokens;
  byId('usage').replaceChildren(
    ...counts.map(([name, count = 0]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, count.toLocaleString('en'))),
    ),
  );
};
