import { isRecord } from '../util/is-record.ts';

/** Decision on a call that waits. The words of `tool.reason` say which of them fit. */
export type Decision =
  /** Approves the call as the model wrote it. */
  | true
  | {
      /** Ends the call without calling its function, whatever it waits for. The model is told the reason. */
      readonly declined: string;
    }
  | {
      /** Approves the call with these arguments instead of the model's. The schema of the function checks them. */
      readonly arguments: Readonly<Record<string, unknown>>;
      /** Name of the person who edited them, told to the model. Default: nobody is named. */
      readonly by?: string;
    }
  | {
      /** Answers the question that the function asked. The schema of the question checks the answer. */
      readonly answer: unknown;
    }
  | {
      /** Result of a client's function, as JSON holds it. */
      readonly result: unknown;
    }
  | {
      /** Words for the model: the client's function failed. */
      readonly error: string;
    };

/** Decisions by the ids of their calls. */
export type Decisions = Readonly<Record<string, Decision>>;

/** The decisions that there are, in words for an error. */
export const DECISIONS =
  "true, { declined: 'why' }, { arguments, by? }, { answer }, { result } or { error: 'what failed' }";

const isText = (value: unknown): boolean => typeof value === 'string';

/** Rules of the keys that a decision may have. Each decision has one of them; `by` stands next to `arguments`. */
const RULES: Readonly<Record<string, (value: unknown) => boolean>> = {
  declined: isText,
  error: isText,
  arguments: isRecord,
  answer: () => true,
  result: () => true,
};

/** Tells whether a value has the shape of a decision. */
export const isDecision = (value: unknown): value is Decision => {
  if (value === true) return true;
  if (!isRecord(value)) return false;
  const [kind = '', ...others] = Object.keys(value).filter((key) => key !== 'by');
  const { by } = value;
  const isSigned = by === undefined || (isText(by) && kind === 'arguments');
  return others.length === 0 && Object.hasOwn(RULES, kind) && RULES[kind]?.(value[kind]) === true && isSigned;
};
