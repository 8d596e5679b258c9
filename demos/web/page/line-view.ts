import { element } from './element.ts';
import { iconButton } from './icon.ts';
import { imageView } from './image-view.ts';
import { readable, saidImages, saidText, type Line } from './lines.ts';
import { growMarkdown, markdownView } from './markdown-view.ts';
import { waitingView } from './waiting-view.ts';

/** The parts of the swarm that a line needs. */
export interface Cast {
  /** Returns the number of an agent's colour. */
  readonly tintOf: (agent: string) => number;
}

/** Draws a line. The log replaces it when it changes, except when only its text grows. */
export const lineView = (line: Line, cast: Cast): HTMLElement => {
  switch (line.kind) {
    case 'said':
      return saidView(line);
    case 'answer':
      return answerView(line, cast);
    case 'call':
      return callView(line);
    case 'handoff':
      return handoffView(line, cast);
  }
};

/** Shows the new part of a text when nothing else changed. Returns whether it did. */
export const growLine = (view: HTMLElement, before: Line, line: Line): boolean => {
  if (before.kind !== 'answer' || line.kind !== 'answer') return false;
  if (
    before.agent !== line.agent ||
    before.status !== line.status ||
    before.turn !== line.turn ||
    !line.text.startsWith(before.text)
  )
    return false;
  const words = view.querySelector<HTMLElement>('.words');
  if (words !== null) growMarkdown(words, line.text);
  return true;
};

const name = (agent: string, { tintOf }: Cast): HTMLElement =>
  element('b', { class: 'agent', 'data-tint': tintOf(agent) }, agent);

const saidView = ({ content, turn, waits }: Extract<Line, { kind: 'said' }>): HTMLElement => {
  const [text, images] = [saidText(content), saidImages(content)];
  const bubble = element('div', {}, ...images.map((url, place) => imageView(url, `Image ${place + 1}`)));
  if (text !== '') bubble.append(element('p', { class: 'words', dir: 'auto' }, text));
  if (waits) bubble.append(element('p', { class: 'note' }, 'Waits for the answer'));
  const view = element(
    'article',
    { class: 'said', 'data-waits': waits },
    element('h3', { class: 'unseen' }, 'You'),
    bubble,
    iconButton('copy', 'Copy this message', { 'data-copy': 'message' }),
  );
  if (turn !== undefined) view.append(iconButton('edit', 'Change this message', { 'data-edit': turn }));
  return view;
};

const answerView = ({ agent, text, status, turn }: Extract<Line, { kind: 'answer' }>, cast: Cast): HTMLElement => {
  const by = element('div', { class: 'by' }, element('h3', {}, name(agent, cast)));
  if (status !== 'partial') by.append(iconButton('copy', 'Copy this answer', { 'data-copy': 'message' }));
  if (turn !== undefined) by.append(iconButton('again', 'Answer again', { 'data-again': turn }));
  const view = element('article', { class: 'answer', 'data-status': status, 'data-tint': cast.tintOf(agent) }, by);
  if (text !== '' || status === 'partial') view.append(markdownView(text));
  if (status === 'stopped') view.append(element('p', { class: 'note' }, 'Stopped here'));
  if (status === 'failed') view.append(element('p', { class: 'note' }, 'Broke off here'));
  return view;
};

const handoffView = ({ from, to }: Extract<Line, { kind: 'handoff' }>, cast: Cast): HTMLElement =>
  element(
    'p',
    { class: 'handoff' },
    element('span', {}, name(from, cast), element('span', { class: 'to' }, ' hands over to '), name(to, cast)),
  );

const STATES = {
  writing: 'is being called',
  running: 'is running',
  waiting: 'waits for you',
  done: 'done',
  void: 'given up',
};

const callView = ({ name: called, input, state, output, waiting }: Extract<Line, { kind: 'call' }>): HTMLElement => {
  const view = element(
    'article',
    { class: 'call', 'data-state': state },
    element(
      'h3',
      {},
      element('code', {}, called, element('span', { class: 'input' }, `(${readable(input)})`)),
      element('span', { class: 'state' }, STATES[state]),
    ),
  );
  if (output !== '') view.append(element('p', { class: 'output' }, readable(output)));
  if (waiting !== undefined) view.append(waitingView(waiting));
  return view;
};
