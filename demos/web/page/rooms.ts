import airline from '../graphs/airline.json' with { type: 'json' };
import shopper from '../graphs/shopper.json' with { type: 'json' };
import support from '../graphs/support.json' with { type: 'json' };
import triage from '../graphs/triage.json' with { type: 'json' };
import weather from '../graphs/weather.json' with { type: 'json' };
import { IDEAS } from '../../ideas.ts';
import { whereAmI } from '../../weather/where-am-i.ts';
import { draw, type Drawing } from './graph.ts';

export interface Room {
  readonly name: string;
  readonly title: string;
  readonly greeting: string;
  /** A suggestion for the first message. */
  readonly ideas: readonly string[];
  /** Functions that are executed in the page. */
  readonly functions?: readonly (() => unknown)[];
  readonly drawing: Drawing;
}

export const rooms: readonly [Room, ...Room[]] = [
  {
    name: 'airline',
    title: 'Airline',
    greeting: 'Five agents look after your flight RX204 from Lisbon to Oslo.',
    ideas: IDEAS.airline,
    drawing: draw(airline, 'airline'),
  },
  {
    name: 'weather',
    title: 'Weather',
    greeting: 'One agent knows the weather everywhere, and sends it by email.',
    ideas: IDEAS.weather,
    functions: [whereAmI],
    drawing: draw(weather, 'weather'),
  },
  {
    name: 'triage',
    title: 'Camping shop',
    greeting: 'Three agents sell tents and lanterns, and take back what does not please.',
    ideas: IDEAS.triage,
    drawing: draw(triage, 'triage'),
  },
  {
    name: 'shopper',
    title: 'Kitchen shop',
    greeting: 'You are Ada. Three agents know your orders and sell kettles, from a database.',
    ideas: IDEAS.shopper,
    drawing: draw(shopper, 'shopper'),
  },
  {
    name: 'support',
    title: 'Help centre',
    greeting: 'One agent searches the help centre of Mossnote, an app for notes, and cites the article.',
    ideas: IDEAS.support,
    drawing: draw(support, 'support'),
  },
];

export const roomOf = (hash: string): Room => rooms.find(({ name }) => `#${name}` === hash) ?? rooms[0];
