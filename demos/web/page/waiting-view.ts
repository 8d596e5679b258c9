import type { Conversation, ConversationInput } from 'rxswarm/converse';
import { fieldsFor, fieldsOf, valueOf, type Field, type Filled } from '../../fields.ts';
import { element } from './element.ts';

export type WaitingCall = Conversation['waiting'][number];

type Decision = Extract<ConversationInput, { readonly decisions: unknown }>['decisions'][string];

/** Reads the decision of a form after a click on one of its buttons, or words about what is wrong with it. */
type Read = (button: HTMLElement | null) => { readonly decision: Decision } | { readonly problem: string };

const reads = new WeakMap<HTMLElement, Read>();

/** Asks the user about a call that waits: for an approval, perhaps after an edit, or for the answer to its question. */
export const waitingView = (call: WaitingCall): HTMLElement =>
  call.question === undefined ? approvalView(call) : questionView(call, call.question);

/** Returns the decision of a form, or shows what is wrong with it. */
export const decisionIn = (form: HTMLElement, button: HTMLElement | null): ConversationInput | undefined => {
  const { id } = form.dataset;
  const read = reads.get(form)?.(button);
  if (id === undefined || read === undefined) return undefined;
  if ('decision' in read) return { decisions: { [id]: read.decision } };
  const view = form.querySelector('.problem');
  if (view !== null) view.textContent = read.problem;
  return undefined;
};

const DECLINED: Decision = { declined: 'The customer declined this.' };

const approvalView = ({ id, name, arguments: json, edit }: WaitingCall): HTMLElement => {
  const fields = edit === true ? fieldsFor(JSON.parse(json || '{}') as Readonly<Record<string, unknown>>) : [];
  const form = formOf(id, `Decide on ${name}`, 'This is done only if you approve it.');
  if (fields.length > 0) {
    form.append(element('details', {}, element('summary', {}, 'Change it first'), ...fields.map(fieldView)));
  }
  form.append(problemView(), button('Approve', { 'aria-label': `Approve ${name}` }), declineView(`Decline ${name}`));
  return reading(form, () => {
    const isChanged = textsIn(form).some((text, place) => text !== fields[place]?.initial);
    return isChanged ? decided(valueOf(fields, textsIn(form)), 'arguments') : { decision: true };
  });
};

const questionView = (
  { id, name }: WaitingCall,
  { text, schema }: NonNullable<WaitingCall['question']>,
): HTMLElement => {
  const fields = fieldsOf(schema);
  const form = formOf(id, `Answer ${name}`, text);
  const [first] = fields;
  const choices = fields.length === 1 && first?.name === '' && first.choices.length <= MOST ? first.choices : [];
  if (choices.length > 0)
    form.append(...choices.map((choice) => button(String(choice), { 'data-text': String(choice) })));
  else
    form.append(
      ...fields.map((field) => fieldView({ ...field, label: field.label || 'Answer' })),
      button('Answer', {}),
    );
  form.append(declineView(`Do not answer ${name}`), problemView());
  return reading(form, (clicked) => {
    const chosen = clicked?.dataset['text'];
    return decided(valueOf(fields, chosen === undefined ? textsIn(form) : [chosen]), 'answer');
  });
};

/** Choices up to this number are buttons. */
const MOST = 6;

const decided = (filled: Filled, kind: 'answer' | 'arguments'): ReturnType<Read> =>
  'problem' in filled ? filled : { decision: { [kind]: filled.value } as Decision };

const reading = (form: HTMLElement, read: Read): HTMLElement => {
  reads.set(form, (clicked) => ('decline' in (clicked?.dataset ?? {}) ? { decision: DECLINED } : read(clicked)));
  return form;
};

const formOf = (id: string, name: string, words: string): HTMLElement =>
  element('form', { class: 'decision', 'data-id': id, 'aria-label': name }, element('p', { dir: 'auto' }, words));

const button = (words: string, rest: Readonly<Record<string, string | boolean>>): HTMLElement =>
  element('button', { type: 'submit', ...rest }, words);

const declineView = (name: string): HTMLElement =>
  button('Decline', { class: 'quiet', 'data-decline': true, 'aria-label': name });

const problemView = (): HTMLElement => element('p', { class: 'problem', role: 'alert' });

const fieldView = (field: Field): HTMLElement =>
  element('label', { class: 'field' }, element('span', { dir: 'auto' }, field.label), controlOf(field));

const controlOf = ({ kind, choices, initial }: Field): HTMLElement => {
  switch (kind) {
    case 'choice':
      return element(
        'select',
        {},
        ...['', ...choices.map(String)].map((choice) => element('option', { selected: choice === initial }, choice)),
      );
    case 'boolean':
      return element('input', { type: 'checkbox', checked: initial === 'true' });
    case 'json':
      return element('textarea', { rows: 2, dir: 'ltr' }, initial);
    default:
      return element('input', { value: initial, inputmode: kind === 'number' ? 'decimal' : 'text', dir: 'auto' });
  }
};

const textsIn = (form: HTMLElement): readonly string[] =>
  [...form.querySelectorAll<HTMLInputElement>('.field > :is(input, select, textarea)')].map((control) =>
    control.type === 'checkbox' ? String(control.checked) : control.value,
  );
