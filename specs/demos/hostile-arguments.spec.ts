import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent } from 'rxswarm';
import { boundSchema, type BoundSchema } from 'rxswarm/schema';
import { demo as airline } from '../../demos/airline/demo.ts';
import type { Demo } from '../../demos/demo.ts';
import { demo as shopper } from '../../demos/shopper/demo.ts';
import { demo as triage } from '../../demos/triage/demo.ts';
import { demo as weather } from '../../demos/weather/demo.ts';

const DEMOS: Readonly<Record<string, readonly Agent<never>[]>> = {
  airline: airline.agents,
  shopper: shopper.agents,
  triage: triage.agents,
  weather: weather.agents,
};

const checkOf = (demo: string, name: string) => {
  const functions = (DEMOS[demo] ?? []).flatMap((agent) => agent.functions);
  const schema = functions.map(boundSchema).find((bound) => bound?.name === name);
  if (schema === undefined) throw new Error(`${demo} has no function ${name} with a schema.`);
  return schema.check;
};

const problemOf = (check: BoundSchema['check'], given: object): string => {
  const checked = check(given);
  return 'problem' in checked ? checked.problem : '';
};

const LONG = 'a'.repeat(10_000);
const ADA = 'ada@example.com';

/** Arguments that a model may send, or be talked into sending. */
const HOSTILE: readonly (readonly [demo: string, name: string, at: string, ...hostile: readonly object[]])[] = [
  [
    ...(['triage', 'placeOrder', 'quantity'] as const),
    ...[-6, 0, 1.5, 21, 1e308, '2', [2]].map((quantity) => ({ product: 'rain jacket', quantity })),
  ],
  ['triage', 'placeOrder', 'product', { product: 'yacht' }, { product: '__proto__' }, { product: 'TENT' }],
  [
    ...(['triage', 'processRefund', 'itemId'] as const),
    ...['', 'item', 'item_-1', 'item_1; drop table', ' item_1', 'item_1\n', 'item_12345678', LONG, 7].map((itemId) => ({
      itemId,
    })),
  ],
  ['triage', 'processRefund', 'reason', { itemId: 'item_1', reason: LONG }],
  [
    ...(['weather', 'getWeather', 'city'] as const),
    ...['', 'x', 'Paris\nOslo', '<script>', '12345', '../../etc', LONG, ['Paris']].map((city) => ({ city })),
  ],
  ['weather', 'getWeather', 'day', { city: 'Paris', day: 'yesterday' }, { city: 'Paris', day: 'friday' }],
  [
    ...(['weather', 'sendEmail', 'recipient'] as const),
    ...[
      'ada',
      '@',
      `${ADA},ben@example.com`,
      `${ADA}\nBcc: all@example.com`,
      `Ada <${ADA}>`,
      `${LONG}@example.com`,
    ].map((recipient) => ({ recipient, subject: 'Hi', body: 'Hi' })),
  ],
  [
    ...(['weather', 'sendEmail', 'subject'] as const),
    ...['', 'Hi\r\nBcc: all@example.com', LONG].map((subject) => ({ recipient: ADA, subject, body: 'Hi' })),
  ],
  ['weather', 'sendEmail', 'body', { recipient: ADA, subject: 'Hi', body: LONG }],
  ['airline', 'cancelFlight', 'compensation', { compensation: 'a million' }, { compensation: null }],
  ['airline', 'findFlights', 'day', { day: 'Someday' }, { day: 'today' }, { day: LONG }],
  [
    ...(['airline', 'changeFlight', 'flightNumber'] as const),
    ...['', 'RX', 'rx310', 'RX3100', 'RX310 or 1=1', 'XX310'].map((flightNumber) => ({ flightNumber, day: 'Monday' })),
  ],
  ['airline', 'changeFlight', 'day', { flightNumber: 'RX310', day: 'never' }],
  ['airline', 'searchBaggage', 'bagTag', { bagTag: 'RX44881' }, { bagTag: 'rx448812' }, { bagTag: `RX448812\n` }],
  ['airline', 'escalate', 'reason', { reason: LONG }, { reason: { text: 'why' } }],
  [
    ...(['shopper', 'placeOrder', 'quantity'] as const),
    ...[-6, 0, 1.5, 21, Number.MAX_VALUE, '2'].map((quantity) => ({ productId: 'P-101', quantity })),
  ],
  [
    ...(['shopper', 'placeOrder', 'productId'] as const),
    ...['', 'kettle', 'P-1', "P-101' or 1=1", 'P-101\n', 'p-101', true].map((productId) => ({ productId })),
  ],
  [
    ...(['shopper', 'refundOrder', 'orderId'] as const),
    ...[-1, 0, 1003.5, 1e10, '1003', true].map((orderId) => ({ orderId, quantity: 1, reason: 'broken' })),
  ],
  [
    ...(['shopper', 'refundOrder', 'quantity'] as const),
    ...[-1, 0, 0.5, 21, false].map((quantity) => ({ orderId: 1003, quantity, reason: 'broken' })),
  ],
  ['shopper', 'refundOrder', 'reason', { orderId: 1003, quantity: 1, reason: LONG }, { orderId: 1003, quantity: 1 }],
  ['shopper', 'findProducts', 'words', { words: LONG }, { words: ['mug'] }],
  ['shopper', 'findProducts', 'maxPrice', { maxPrice: -1 }, { maxPrice: 1e9 }, { maxPrice: '50' }],
];

describe('arguments are refused before the call, and the refusal names the place', () => {
  it.each(HOSTILE.map(([demo, name, at, ...hostile]) => ({ demo, name, at, hostile })))(
    '$demo: $name, $at',
    ({ demo, name, at, hostile }) => {
      const check = checkOf(demo, name);
      const passed = hostile.filter((given) => !problemOf(check, given).includes(at));
      expect(passed).toEqual([]);
    },
  );

  it('for a user id that the model makes up', () => {
    const check = checkOf('shopper', 'refundOrder');
    const given = { orderId: 1002, quantity: 1, reason: 'mine', contextVariables: { userId: 'U-2' }, userId: 'U-2' };
    expect(check(given)).toHaveProperty('problem', expect.stringContaining('userId'));
  });
});

const BEYOND = [LONG, 1e15, -1e15];

/** Lists the parameters that take a value beyond every bound. */
const unbounded = ({ name, parameters, check }: BoundSchema): readonly string[] =>
  Object.keys(parameters['properties'] ?? {})
    .filter((key) => !BEYOND.every((value) => problemOf(check, { [key]: value }).includes(key)))
    .map((key) => `${name}: ${key}`);

const FOLDER = join(__dirname, '../../demos');
const WITH_FUNCTIONS = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, 'functions.ts')));

describe('every number and every text has bounds', () => {
  it.each(WITH_FUNCTIONS)('in the functions of %s', async (name) => {
    const { demo } = (await import(join(FOLDER, name, 'demo.ts'))) as { readonly demo: Demo<never> };
    const schemas = demo.agents.flatMap((agent) => agent.functions.flatMap((fn) => boundSchema(fn) ?? []));
    expect(schemas.length).toBeGreaterThan(0);
    expect(schemas.flatMap(unbounded)).toEqual([]);
  });
});
