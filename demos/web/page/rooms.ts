import airline from '../graphs/airline.json' with { type: 'json' };
import shopper from '../graphs/shopper.json' with { type: 'json' };
import support from '../graphs/support.json' with { type: 'json' };
import triage from '../graphs/triage.json' with { type: 'json' };
import weather from '../graphs/weather.json' with { type: 'json' };
import { draw, type Drawing } from './graph.ts';

export interface Room {
  readonly name: string;
  readonly title: string;
  readonly greeting: string;
  /** A suggestion for the first message. */
  readonly ideas: readonly string[];
  readonly drawing: Drawing;
}

export const rooms: readonly [Room, ...Room[]] = [
  {
    name: 'airline',
    title: 'Airline',
    greeting: 'Five agents look after your flight RX204 from Lisbon to Oslo.',
    ideas: ['I want to cancel my flight', 'Can I fly on Friday instead?', 'My suitcase did not arrive'],
    drawing: draw(airline, 'airline'),
  },
  {
    name: 'weather',
    title: 'Weather',
    greeting: 'One agent knows the weather everywhere, and sends it by email.',
    ideas: ['How is the weather in Paris and Oslo tomorrow?', 'Will it rain in Rome on Friday?'],
    drawing: draw(weather, 'weather'),
  },
  {
    name: 'triage',
    title: 'Camping shop',
    greeting: 'Three agents sell tents and lanterns, and take back what does not please.',
    ideas: ['I would like to buy two lanterns', 'Item_99 is broken, I want my money back'],
    drawing: draw(triage, 'triage'),
  },
  {
    name: 'shopper',
    title: 'Kitchen shop',
    greeting: 'You are Ada. Three agents know your orders and sell kettles, from a database.',
    ideas: ['What did I order?', 'Two mugs of order 1003 are broken', 'I need a frying pan'],
    drawing: draw(shopper, 'shopper'),
  },
  {
    name: 'support',
    title: 'Help centre',
    greeting: 'One agent searches the help centre of Mossnote, an app for notes, and cites the article.',
    ideas: ['I forgot my password', 'Can I get my money back?', 'Open a ticket: the app crashes'],
    drawing: draw(support, 'support'),
  },
];

export const roomOf = (hash: string): Room => rooms.find(({ name }) => `#${name}` === hash) ?? rooms[0];
