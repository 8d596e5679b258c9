import { Swarm } from 'rxswarm';
import { defer, map, switchMap, tap, type Observable } from 'rxjs';
import { during } from '../during.ts';
import { human, immediate } from '../embedded/index.ts';
import { readFlags, withoutRest } from '../flags.ts';
import { modelFor } from '../model.ts';
import { start } from '../start.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { buildPage, type PageFile } from './build-page.ts';
import { listening } from './listening.ts';
import type { ModelFacts } from './page/model-line.ts';
import { respond } from './respond.ts';
import { roomsOf } from './rooms.ts';
import { loggedRequests, loggedRuns, type Log } from './logged.ts';

const PORT = 4380;

/** Builds the page, serves it and its conversations, and prints what happens. */
const web = (): Observable<unknown> => {
  const { given } = withoutRest(readFlags({ fast: 'boolean', port: 'string' }));
  const port = portOf(given.get('port'));
  const output = standardOutput();
  const log: Log = (line) => output.write(`${output.paint('dim', line)}\n`);
  return modelFor(given.has('fast') ? immediate : human).pipe(
    during(({ chatModel, introduction, isEmbedded }) => {
      const swarm = new Swarm(loggedRequests(chatModel, log));
      const rooms = roomsOf((room) => swarm.wrap(loggedRuns(room, log)));
      return defer(buildPage).pipe(
        map(
          (page) =>
            new Map([
              ...page,
              ['/model.json', modelFile({ sentence: firstSentence(introduction), takesImages: !isEmbedded })],
            ]),
        ),
        switchMap((page) => listening(respond(page, rooms), port)),
        tap((url) => output.write(`Open ${url} (Ctrl-C ends it). ${introduction}\n`)),
      );
    }),
  );
};

const firstSentence = (text: string): string => text.split(/(?<=\.) /, 1).join('');

const modelFile = (facts: ModelFacts): PageFile => ({
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(facts),
});

const portOf = (text = String(PORT)): number => {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error(`--port must be a number up to 65535, not ${text}.`);
  return port;
};

start(defer(web));
