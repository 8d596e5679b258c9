import { readFileSync } from 'node:fs';
import type { Swarm } from 'rxswarm';
import { demo as airline } from '../airline/demo.ts';
import { demo as shopper } from '../shopper/demo.ts';
import { demo as support } from '../support/demo.ts';
import { demo as triage } from '../triage/demo.ts';
import { demo as weather } from '../weather/demo.ts';
import { readCases, type Case } from './cases.ts';
import { trialsOf, type Trial } from './trial.ts';

/** The suites by name. Each runs the cases of a demo with a model. */
export const suites: Readonly<Record<string, (swarm: Pick<Swarm, 'run'>) => readonly Trial[]>> = {
  triage: (swarm) => trialsOf('triage', casesOf('triage'), triage, swarm),
  weather: (swarm) => trialsOf('weather', casesOf('weather'), weather, swarm),
  airline: (swarm) => trialsOf('airline', casesOf('airline'), airline, swarm),
  shopper: (swarm) => trialsOf('shopper', casesOf('shopper'), shopper, swarm),
  support: (swarm) => trialsOf('support', casesOf('support'), support, swarm),
};

const casesOf = (suite: string): readonly Case[] => {
  const file = new URL(`./cases/${suite}.json`, import.meta.url);
  return readCases(readFileSync(file, 'utf8'), `cases/${suite}.json`);
};
