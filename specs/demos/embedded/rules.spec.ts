import { ask, assistant, called, system, user } from '../support/ask.ts';
import { serveEmbedded } from '../support/serve-embedded.ts';

const model = serveEmbedded();

const TRIAGE = ['transferToSales', 'transferToRefunds'];
const SALES = ['placeOrder', 'transferToTriage'];
const REFUNDS = ['processRefund', 'applyDiscount', 'transferToTriage'];
const WEATHER = ['getWeather', 'sendEmail'];
const AIRLINE = ['transferToModification', 'transferToBaggage', 'escalate'];
const MODIFICATION = ['transferToCancellation', 'transferToChange', 'transferToTriage'];
const CANCELLATION = ['cancelFlight', 'transferToTriage', 'escalate', 'closeCase'];
const CHANGE = ['findFlights', 'changeFlight', 'transferToTriage', 'escalate', 'closeCase'];
const BAGGAGE = ['searchBaggage', 'transferToTriage', 'escalate', 'closeCase'];

const HELP = ['searchHelp', 'fileTicket', 'sendEmail'];
const ORDERS = JSON.stringify([{ id: 1003, product: 'mug', quantity: 4, refunded: 0 }]);

const PRICES = system("Prices:\ntent: 129 EUR\nlantern: 24 EUR\nThe customer's discount: 10 %.");
const TRIP = system('Customer: Ada, status basic.\nFlight: RX204 from Lisbon to Oslo on Thursday, booked.');
const REPORT = assistant('Paris, today: sunny, 20 °C.');
const CONFIRM_ORDER = assistant('That makes 48.00 EUR. Shall I place the order for 2 × lantern?');
const CONFIRM_REFUND = assistant('Shall I refund item_7 (reason: broken)?');
const CONFIRM_CANCEL = assistant('Shall I cancel RX204 and give you a credit?');
const CONFIRM_MOVE = assistant('Shall I move you to RX355 on Friday, for a fee of 50 EUR?');
const FLIGHTS = assistant('On Friday there are RX350 at 08:40 and RX355 at 17:15. Which one?');
const ANYTHING_ELSE = assistant('Done. Can I do anything else for you?');

describe('the embedded model calls', () => {
  it.each<[string, readonly string[], readonly object[], string, object]>([
    ['refunds', TRIAGE, [user('this thing is broken')], 'transferToRefunds', {}],
    ['sales', TRIAGE, [user('How much is a tent?')], 'transferToSales', {}],
    ['an order', SALES, [PRICES, CONFIRM_ORDER, user('ok')], 'placeOrder', { product: 'lantern', quantity: 2 }],
    ['triage, from sales', SALES, [PRICES, user('I want to return item_3')], 'transferToTriage', {}],
    ['a refund', REFUNDS, [CONFIRM_REFUND, user('yes')], 'processRefund', { itemId: 'item_7', reason: 'broken' }],
    ['a discount', REFUNDS, [assistant('take 10 % off your next order instead?'), user('Sure!')], 'applyDiscount', {}],
    ['triage, from refunds', REFUNDS, [user('I need to buy a stove')], 'transferToTriage', {}],
    [
      'the weather',
      WEATHER,
      [user('Will it rain in new york on Friday?')],
      'getWeather',
      { city: 'New York', day: 'Friday' },
    ],
    [
      'the weather, asked back',
      WEATHER,
      [assistant('For which city?'), user('Rome')],
      'getWeather',
      { city: 'Rome', day: 'today' },
    ],
    [
      'an email with the last report',
      WEATHER,
      [REPORT, user('mail it to ada@example.com')],
      'sendEmail',
      { recipient: 'ada@example.com', subject: 'The weather', body: 'Paris, today: sunny, 20 °C.' },
    ],
    [
      'the weather of another day, in the city of the last report',
      WEATHER,
      [REPORT, user('and tomorrow?')],
      'getWeather',
      { city: 'Paris', day: 'tomorrow' },
    ],
    ['the weather here', [...WEATHER, 'whereAmI'], [user('Will it rain at my place tomorrow?')], 'whereAmI', {}],
    [
      'the weather of a city, also if it is here',
      [...WEATHER, 'whereAmI'],
      [user('Will it rain here in Rome?')],
      'getWeather',
      { city: 'Rome', day: 'today' },
    ],
    [
      'an order, confirmed by a letter',
      SALES,
      [CONFIRM_ORDER, user('y')],
      'placeOrder',
      { product: 'lantern', quantity: 2 },
    ],
    ['modification', AIRLINE, [user('Something about my flight')], 'transferToModification', {}],
    ['baggage', AIRLINE, [user('my luggage is gone')], 'transferToBaggage', {}],
    ['a person', AIRLINE, [user('Let me talk to a human')], 'escalate', { reason: 'Let me talk to a human' }],
    ['cancellation', MODIFICATION, [user('cancel it')], 'transferToCancellation', {}],
    ['change', MODIFICATION, [user('to another day')], 'transferToChange', {}],
    ['a cancellation', CANCELLATION, [TRIP, CONFIRM_CANCEL, user('yes')], 'cancelFlight', { compensation: 'credit' }],
    ['triage, from cancellation', CANCELLATION, [TRIP, user('my bag is lost')], 'transferToTriage', {}],
    [
      'flights of a day',
      CHANGE,
      [TRIP, user('Move my flight from Thursday to Saturday')],
      'findFlights',
      { day: 'Saturday' },
    ],
    ['a change', CHANGE, [CONFIRM_MOVE, user('go ahead')], 'changeFlight', { flightNumber: 'RX355', day: 'Friday' }],
    ['a search', BAGGAGE, [user('It is rx 448812')], 'searchBaggage', { bagTag: 'RX448812' }],
    ['the end', BAGGAGE, [ANYTHING_ELSE, user('No thanks')], 'closeCase', {}],
    ['a sum', ['add'], [user('What is 17 plus 25?')], 'add', { a: 17, b: 25 }],
  ])('%s', async (_, offered, messages, name, input) => {
    expect(await ask(model(), messages, offered)).toEqual({ text: '', calls: [{ name, input }] });
  });

  it('getWeather once for each city in a sentence', async () => {
    const { calls } = await ask(
      model(),
      [user('What about Paris? And the weather in Rome, Oslo and Bern tomorrow?')],
      WEATHER,
    );

    expect(calls.map(({ input }) => input)).toEqual(
      ['Paris', 'Rome', 'Oslo', 'Bern'].map((city) => ({ city, day: 'tomorrow' })),
    );
  });

  it('sendEmail after getWeather when one sentence asks for both', async () => {
    const report = called('getWeather', {}, '{"city":"Rome","day":"today","sky":"sunny","celsius":20}');
    const { calls } = await ask(model(), [user('Send the weather in Rome to ada@example.com'), ...report], WEATHER);

    expect(calls).toMatchObject([{ name: 'sendEmail', input: { body: 'Rome, today: sunny, 20 °C.' } }]);
  });
});

describe('the embedded model says', () => {
  it.each<[string, readonly string[], readonly object[], RegExp]>([
    ['hello', TRIAGE, [user('Good morning')], /^Hello!/],
    ['what it understands', TRIAGE, [user('quantum?')], /only a small set of rules.*buy something/],
    [
      'a price with the discount',
      SALES,
      [PRICES, user('and two lanterns')],
      /43\.20 EUR with your 10 % discount.*2 × lantern\?/,
    ],
    ['what there is', SALES, [PRICES, user('What do you sell?')], /tent \(129 EUR\), lantern \(24 EUR\)/],
    ['that an item is missing', REFUNDS, [user('I want a refund')], /Which item is it\?/],
    ['that a reason is missing', REFUNDS, [user('refund for item 12')], /item_12\. What is wrong with it\?/],
    ['a confirmation', REFUNDS, [user('refund #12, it leaks')], /Shall I refund item_12 \(reason: leaks\)\?/],
    ['a discount before a refund', REFUNDS, [user('refund item_9, too expensive')], /10 % off your next order instead/],
    [
      'a confirmation where the discount is declined',
      REFUNDS,
      [
        user('refund item_9, too expensive'),
        assistant('take 10 % off your next order instead?'),
        user('no, the refund'),
      ],
      /Shall I refund item_9 \(reason: too expensive\)\?/,
    ],
    [
      'a confirmation with the words of the customer',
      REFUNDS,
      [user('refund item_9'), assistant('What is wrong with it?'), user('It smells of fish.')],
      /reason: It smells of fish\)/,
    ],
    ['that nothing is refunded', REFUNDS, [CONFIRM_REFUND, user('No')], /nothing is refunded/],
    ['that a city is missing', WEATHER, [user('Will it rain?')], /For which city/],
    ['that an address is missing', WEATHER, [REPORT, user('send that')], /To which address/],
    [
      'that no order has a number that long',
      ['refundOrder'],
      [user('refund order 99999999999'), ...called('listOrders', {}, ORDERS)],
      /no order 99999999999 .*Which order/,
    ],
    [
      'a result as a sentence',
      HELP,
      [user('open a ticket: it is slow'), ...called('fileTicket', {}, 'Filed: it is slow')],
      /^Filed: it is slow\. Anything else\?$/,
    ],
    ['that a city is missing, where none is named', WEATHER, [user('will there be thunderstorms')], /For which city/],
    ['that there is nothing to send', WEATHER, [user('send it to ada@example.com')], /nothing to send yet/],
    [
      'the choice in a cancellation',
      CANCELLATION,
      [TRIP, user('cancel')],
      /RX204 .* on Thursday\. .*refund \(a fee of 80 EUR\)/,
    ],
    ['that a day is missing', CHANGE, [TRIP, user('I cannot fly on Thursday, change it')], /To which day/],
    ['a choice of flights', CHANGE, [FLIGHTS, user('the evening one')], /Shall I move you to RX355 on Friday/],
    ['that a number is missing', BAGGAGE, [user('my bag is lost')], /number on your baggage receipt/],
    ['something of its own, to anybody', [], [user('What is love?')], /small set of rules/],
  ])('%s', async (_, offered, messages, text) => {
    const answer = await ask(model(), messages, offered);

    expect(answer.calls).toEqual([]);
    expect(answer.text).toMatch(text);
  });

  it.each<[string, readonly string[], readonly object[]]>([
    ['a refund', REFUNDS, called('processRefund', {}, 'It is done (id 7).')],
    ['an order', SALES, called('placeOrder', {}, 'It is done (id 7).')],
    ['a search', BAGGAGE, called('searchBaggage', {}, 'It is done (id 7).')],
  ])('what a function reported: %s', async (_, offered, answered) => {
    expect((await ask(model(), [user('yes'), ...answered], offered)).text).toContain('It is done (id 7).');
  });
});
