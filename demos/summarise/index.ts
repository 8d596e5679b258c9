import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import { concat, defer, map, of, tap, type Observable } from 'rxjs';
import { during } from '../during.ts';
import { embeddedModel, human, hurried, immediate } from '../embedded/index.ts';
import { countOf, readFlags, withoutRest } from '../flags.ts';
import { start } from '../start.ts';
import { printable } from '../terminal/printable.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { cutTo } from './cut.ts';
import { summarise, type Times } from './summarise.ts';

const { write, paint } = standardOutput();

const README = fileURLToPath(new URL('../../README.md', import.meta.url));

const KINDS = { fast: 'boolean', input: 'string', tokens: 'string', 'base-url': 'string' } as const;

/** Emits the base URL of the given endpoint, or of the embedded model. */
const baseURLs = (given: ReadonlyMap<string, string>): Observable<string> => {
  const own = given.get('base-url') || process.env['OPENAI_BASE_URL'];
  if (own) return of(own);
  return embeddedModel({ pace: given.has('fast') ? immediate : hurried(human, 4) }).pipe(map(({ baseURL }) => baseURL));
};

const both = (baseURL: string, document: string): Observable<unknown> => {
  const swarm = new Swarm(http({ baseURL }));
  const model = process.env['MODEL'] || 'gpt-4o';
  const one = (title: string, stream: boolean): Observable<unknown> =>
    defer(() => {
      write(`\n${paint('bold', title)}\n`);
      const options = { model, stream, write: (text: string) => write(printable(text)) };
      return summarise(document, swarm, options).pipe(tap((times) => write(report(times))));
    });
  return concat(one('Not streamed', false), one('Streamed', true));
};

const report = ({ first, last }: Times): string => {
  const [begin, end] = [first, last].map((time) => (time / 1000).toFixed(2));
  return `\n${paint('dim', `first words after ${begin ?? ''} s, the last after ${end ?? ''} s`)}\n`;
};

start(
  defer(() => {
    const { given } = withoutRest(readFlags(KINDS));
    const { text, whole, kept } = cutTo(
      countOf('tokens', given, 1000),
      readFileSync(given.get('input') ?? README, 'utf8'),
    );
    return baseURLs(given).pipe(
      tap((baseURL) => write(`${kept} of ${whole} tokens, to ${baseURL}\n`)),
      during((baseURL) => both(baseURL, text)),
    );
  }),
);
