import { Swarm, type Message } from 'rxswarm';
import { http } from 'rxswarm/models';
import type { LocalState } from 'rxswarm/converse';
import { lastValueFrom } from 'rxjs';
import { demo as airline } from '../../demos/airline/demo.ts';
import type { Demo } from '../../demos/demo.ts';
import { talk } from '../../demos/repl/talk.ts';
import { stage } from '../../demos/terminal/stage.ts';
import { demo as shopper } from '../../demos/shopper/demo.ts';
import { demo as support } from '../../demos/support/demo.ts';
import { demo as triage } from '../../demos/triage/demo.ts';
import { demo as weather } from '../../demos/weather/demo.ts';
import type { Whereabouts } from '../../demos/weather/where-am-i.ts';
import { recorder } from './support/recorder.ts';
import { serveEmbedded } from './support/serve-embedded.ts';

process.env['SHOPPER_DB'] = ':memory:';
const model = serveEmbedded();

interface Played {
  readonly end: LocalState;
  readonly calls: readonly string[];
  readonly output: string;
}

const callsOf = (messages: readonly Message[]): readonly string[] =>
  messages.flatMap((message) =>
    message.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.function.name) : [],
  );

const here = function whereAmI(): Whereabouts {
  return { timeZone: 'Europe/Lisbon', city: 'Lisbon' };
};

const play = async <C extends object>(demo: Demo<C>): Promise<Played> => {
  const output = recorder();
  const terminal = stage({ script: demo.script, letter: 0, output });
  const swarm = new Swarm(http({ baseURL: model().baseURL }));
  const end = (await lastValueFrom(talk({ demo, swarm, terminal }), { defaultValue: undefined }))?.state;
  if (end === undefined) throw new Error('Nothing was said.');
  return { end, calls: callsOf(end.messages), output: output.text() };
};

describe('the scripted conversation', () => {
  it('of the shop ends with a discount, an order and a refund', async () => {
    const { end, calls, output } = await play(triage);

    expect(calls).toEqual([
      ...['transferToRefunds', 'applyDiscount'],
      ...['transferToTriage', 'transferToSales', 'placeOrder'],
      ...['transferToTriage', 'transferToRefunds', 'processRefund'],
    ]);
    expect(end.agent.name).toBe('Refunds');
    expect(end.contextVariables).toEqual({
      customer: 'Ada',
      discount: 0,
      orders: ['2 × lantern for 43.20 EUR'],
      refunds: ['item_7'],
    });
    expect(output).toContain('  Triage hands over to Refunds\n');
    expect(output).toContain('Refunds calls processRefund(itemId: "item_7", reason: "broken")');
  });

  it('about the weather ends with an email', async () => {
    const { end, calls } = await play(weather);

    expect(calls).toEqual(['getWeather', 'getWeather', 'sendEmail']);
    expect(end.contextVariables).toHaveProperty('sent', [
      { to: 'ada@example.com', subject: 'The weather', body: expect.stringMatching(/Paris.*Oslo/) as string },
    ]);
  });

  it('about the weather here goes on with the city of the time zone, which the terminal tells', async () => {
    const { calls, output } = await play({ ...weather, script: ['Do I need a coat here?'], clientFunctions: [here] });

    expect(calls).toEqual(['whereAmI', 'getWeather']);
    expect(output).toContain('calls getWeather(city: "Lisbon"');
    expect(output).toMatch(/Weather: Lisbon, today: .* °C\./);
  });

  it('of the kitchen shop ends with a refund, an order, and a refusal of what another user bought', async () => {
    const { end, calls, output } = await play(shopper);

    expect(calls).toEqual([
      ...['listOrders', 'transferToRefunds', 'listOrders', 'refundOrder'],
      ...['transferToTriage', 'transferToSales', 'findProducts', 'placeOrder'],
      ...['transferToTriage', 'transferToRefunds', 'listOrders'],
    ]);
    expect(output).toContain('→ Refunded: 2 × mug of order 1003, 24.00 EUR.\n');
    expect(output).toContain('→ Order 1006: 1 × kettle for 49.00 EUR.\n');
    expect(output).toContain('Refunds: I see no order 1002 of yours');
    expect(end.contextVariables).toEqual({ userId: 'U-1', name: 'Ada' });
  });

  it('of the help centre ends with a mail, two cited answers, one that is not known, and a ticket', async () => {
    const { calls, output } = await play(support);

    expect(calls).toEqual(['searchHelp', 'sendEmail', 'searchHelp', 'searchHelp', 'fileTicket']);
    expect(output).toMatch(/\[sign-01\][^]*\[bill-05\][^]*I don't know/);
    expect(output).toContain('the app crashes when I paste a table');
  });

  it('of the airline ends with another flight, a bag that was found and a closed case', async () => {
    const { end, calls, output } = await play(airline);

    expect(calls).toEqual([
      ...['transferToModification', 'transferToChange', 'findFlights', 'changeFlight'],
      ...['transferToTriage', 'transferToBaggage', 'searchBaggage', 'closeCase'],
    ]);
    expect(end.agent.name).toBe('Triage');
    expect(end.contextVariables).toMatchObject({
      flight: { number: 'RX355', day: 'Friday', state: 'changed' },
      baggageCase: 'case RX448812',
      caseClosed: true,
    });
    expect(output).toContain('… Oslo, belt 3: not here yet');
  });
});
