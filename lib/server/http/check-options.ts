import { isObservable } from 'rxjs';
import { mustBe } from '../../agent/errors.ts';
import { refuseUnknown } from '../../agent/known-options.ts';
import { isRecord } from '../../util/is-record.ts';
import { currentNames, FORMER, type Limits, type LingerOptions } from './options.ts';

type Rule = readonly [isSound: (value: unknown) => boolean, remedy: string];

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === 'string');
const isLog = (value: unknown): boolean => isRecord(value) && isFunction(value['error']) && isFunction(value['warn']);
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The longest period of a timer. A longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

const FUNCTION: Rule = [isFunction, 'it must be a function'];
const COUNT: Rule = [
  (value) => value === Infinity || isWhole(value),
  'it must be a whole number from 1 up, or Infinity',
];
const DURATION: Rule = [(value) => typeof value === 'number' && value > 0, 'it must be milliseconds above 0'];

/** The options of every server. */
export const SERVER_RULES: Readonly<Record<string, Rule>> = {
  authorize: FUNCTION,
  parts: FUNCTION,
  redact: FUNCTION,
  limits: [isRecord, 'pass an object'],
  origins: [(value) => value === '*' || isStrings(value), "it must be a list of origins or '*'"],
  heartbeat: [
    (value) => value === Infinity || (isWhole(value) && (value as number) <= LONGEST),
    `it must be milliseconds from 1 to ${LONGEST}, or Infinity for none`,
  ],
  log: [isLog, 'it must have the functions error and warn'],
  run: [isRecord, 'pass an object'],
  contextVariables: [isObject, 'pass an object'],
  scheduler: [isObject, 'pass a scheduler of RxJS'],
};

/** The option of servers whose clients may offer tools. */
export const CLIENT_TOOLS_RULES: Readonly<Record<string, Rule>> = {
  clientTools: [
    (value) => value === true || isFunction(value) || isStrings(value),
    'it must be true, a list of names or a predicate; leave it out for none',
  ],
};

/** The further options of servers whose clients carry a state. */
export const STATE_RULES: Readonly<Record<string, Rule>> = {
  agents: [Array.isArray, 'it must be a list of agents'],
  start: [isObject, 'pass one made with `new Agent`'],
  secret: [() => true, ''],
  stateTimeout: [
    (value) => Number.isFinite(value) && (value as number) > 0,
    'it must be a finite number of milliseconds above 0',
  ],
  expose: [isStrings, 'it must be a list of keys'],
  consume: FUNCTION,
};

/** The further options of `serve`. */
export const SERVE_RULES: Readonly<Record<string, Rule>> = { ...STATE_RULES, linger: [isRecord, 'pass an object'] };

/** The further option of a server for AG-UI clients. */
export const AG_UI_RULES: Readonly<Record<string, Rule>> = { ...STATE_RULES, fromState: FUNCTION };

const LIMIT_RULES: Readonly<Record<keyof Limits, Rule>> = {
  bodyBytes: COUNT,
  messages: COUNT,
  maxTurns: COUNT,
  runTimeout: DURATION,
  hookTimeout: DURATION,
  callerConcurrency: COUNT,
  runConcurrency: COUNT,
  bufferBytes: COUNT,
  clientTools: COUNT,
  clientToolBytes: COUNT,
};

const LINGER_RULES: Readonly<Record<keyof LingerOptions, Rule>> = {
  timeout: [
    (value) => typeof value === 'number' && value > 0 && value <= LONGEST,
    `it must be milliseconds above 0 and up to ${LONGEST}`,
  ],
  bufferBytes: COUNT,
  shutdown$: [isObservable, 'pass an Observable'],
};

const RUN_OPTIONS = ['modelOverride', 'toolConcurrency', 'functionTimeout', 'turnRetries'];

/**
 * Refuses options that are unknown or unsound, so that a server without its guards does not start. An option that is
 * `undefined` has its default.
 *
 * @throws SwarmError `usage` that names the option, its value and the remedy.
 */
export const checkOptions = (owner: string, options: object, rules: Readonly<Record<string, Rule>>): void => {
  mustBe(isRecord(options), `The options of ${owner}() are`, options, 'pass an object');
  refuseUnknown(`${owner}()`, options, Object.keys(rules));
  check(`${owner}: `, options, rules);
  const {
    limits = {},
    run = {},
    linger = {},
  } = options as Readonly<Partial<Record<'limits' | 'run' | 'linger', object>>>;
  refuseUnknown(`${owner}: limits`, limits, [...Object.keys(LIMIT_RULES), ...Object.keys(FORMER)]);
  check(`${owner}: limits.`, currentNames(limits), LIMIT_RULES);
  refuseUnknown(`${owner}: run`, run, RUN_OPTIONS);
  refuseUnknown(`${owner}(): linger`, linger, Object.keys(LINGER_RULES));
  check(`${owner}: linger.`, linger, LINGER_RULES);
};

const check = (prefix: string, options: object, rules: Readonly<Record<string, Rule>>): void => {
  for (const [name, value] of Object.entries(options)) {
    const [isSound, remedy] = rules[name] ?? [() => true, ''];
    mustBe(value === undefined || isSound(value), `${prefix}${name} is`, value, remedy);
  }
};
