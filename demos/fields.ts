import type { JsonSchema } from 'rxswarm/schema';

type Scalar = string | number | boolean;

/** A field of a form for a person: a part of an answer, or an argument of a call. */
export interface Field {
  /** Name of the property; `''` if the field is the whole value. */
  readonly name: string;
  readonly label: string;
  /** `json` takes everything for which there is no other kind. */
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'json';
  readonly choices: readonly Scalar[];
  readonly isRequired: boolean;
  /** Text that the field shows first. */
  readonly initial: string;
}

/** How many fields a form has. Larger objects are one field of JSON. */
const MOST = 12;

/** Returns the fields for a value of a JSON Schema: one, or one for each property of a flat object. */
export const fieldsOf = (schema: JsonSchema): readonly Field[] => {
  const { type, properties = {}, required = [] } = schema as ObjectKeywords;
  const entries = Object.entries(properties);
  const fields = entries.map(([name, each]) => fieldOf(name, each, required.includes(name)));
  const isFlat = type === 'object' && entries.length > 0 && entries.length <= MOST;
  return isFlat && fields.every(({ kind }) => kind !== 'json') ? fields : [fieldOf('', schema, true)];
};

interface ObjectKeywords {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

const fieldOf = (name: string, schema: JsonSchema, isRequired: boolean): Field => {
  const { title, description, default: initial } = schema;
  const label = [title, description].find((words) => typeof words === 'string' && words !== '') ?? name;
  const choices = choicesOf(schema);
  return {
    name,
    label: textOf(label),
    kind: choices.length > 0 ? 'choice' : kindOf(schema),
    choices,
    isRequired,
    initial: initial === undefined ? '' : textOf(initial),
  };
};

/** Returns the values of an `enum`, or of constants that are alternatives. */
const choicesOf = (schema: JsonSchema): readonly Scalar[] => {
  const { enum: values, anyOf = [] } = schema as { enum?: readonly unknown[]; anyOf?: readonly JsonSchema[] };
  const all = values ?? anyOf.map((each) => (each as { readonly const?: unknown }).const);
  return all.every(isScalar) ? all : [];
};

const isScalar = (value: unknown): value is Scalar => ['string', 'number', 'boolean'].includes(typeof value);

const KINDS: Readonly<Record<string, Field['kind']>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
};

const kindOf = ({ type }: { readonly type?: unknown }): Field['kind'] =>
  typeof type === 'string' && Object.hasOwn(KINDS, type) ? (KINDS[type] ?? 'json') : 'json';

/** Returns the fields with which a person edits the arguments of a call, of the kinds that the values have. */
export const fieldsFor = (values: Readonly<Record<string, unknown>>): readonly Field[] =>
  Object.entries(values).map(([name, value]) => ({
    ...{ name, label: name, choices: [], isRequired: true, initial: textOf(value) },
    kind: kindOf({ type: typeof value }),
  }));

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The value that a person has written, or words about what is wrong with it. */
export type Filled = { readonly value: unknown } | { readonly problem: string };

/** Reads a form: one text for each field. Fields that are left empty are left out if they may be. */
export const valueOf = (fields: readonly Field[], texts: readonly string[]): Filled => {
  const filled = fields.map((field, place) => [field, readField(field, texts[place] ?? '')] as const);
  const wrong = filled.map(([, each]) => each).find((each) => each !== undefined && 'problem' in each);
  if (wrong !== undefined) return wrong;
  const entries = filled.flatMap(([{ name }, each]) => (each && 'value' in each ? [[name, each.value] as const] : []));
  return { value: fields[0]?.name === '' ? entries[0]?.[1] : Object.fromEntries(entries) };
};

/** Reads the text of a field; `undefined` if it is empty and may be. */
export const readField = (field: Field, text: string): Filled | undefined => {
  const { kind, isRequired } = field;
  const words = text.trim();
  if (words === '' && kind !== 'boolean') return isRequired ? problem(field, 'is missing') : undefined;
  if (kind === 'choice') return choiceOf(field, words);
  if (kind === 'number')
    return Number.isFinite(Number(words)) ? { value: Number(words) } : problem(field, 'must be a number');
  if (kind === 'boolean') return booleanOf(field, words);
  return kind === 'json' ? jsonOf(field, words) : { value: words };
};

const problem = ({ label }: Field, words: string): Filled => ({ problem: `${label || 'The answer'} ${words}.` });

const choiceOf = (field: Field, words: string): Filled => {
  const chosen = field.choices.find((choice) => String(choice).toLowerCase() === words.toLowerCase());
  return chosen === undefined ? problem(field, `must be one of ${field.choices.join(', ')}`) : { value: chosen };
};

const booleanOf = (field: Field, words: string): Filled => {
  if (/^(y(es)?|true|on)$/i.test(words)) return { value: true };
  return /^(no?|false|)$/i.test(words) ? { value: false } : problem(field, 'must be yes or no');
};

const jsonOf = (field: Field, words: string): Filled => {
  try {
    return { value: JSON.parse(words) as unknown };
  } catch {
    return problem(field, 'must be JSON');
  }
};
