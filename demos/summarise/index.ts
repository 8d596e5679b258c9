import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { concat, defer, tap, type Observable } from 'rxjs';
import { during } from '../during.ts';
import { human, hurried, immediate } from '../embedded/index.ts';
import { countOf, readFlags, withoutRest } from '../flags.ts';
import { modelFor, type Model } from '../model.ts';
import { start } from '../start.ts';
import { printable } from '../terminal/printable.ts';
import { standardOutput } from '../terminal/standard-output.ts';
import { cutTo } from './cut.ts';
import { summarise, type Times } from './summarise.ts';

const { write, paint } = standardOutput();

const README = fileURLToPath(new URL('../../README.md', import.meta.url));

const KINDS = { fast: 'boolean', input: 'string', tokens: 'string' } as const;

const both = ({ swarm }: Model, document: string): Observable<unknown> => {
  const one = (title: string, stream: boolean): Observable<unknown> =>
    defer(() => {
      write(`\n${paint('bold', title)}\n`);
      const options = { stream, write: (text: string) => write(printable(text)) };
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
    return modelFor(given.has('fast') ? immediate : hurried(human, 4)).pipe(
      tap(({ introduction }) => write(`${paint('dim', introduction)}\n${kept} of ${whole} tokens\n`)),
      during((model) => both(model, text)),
    );
  }),
);
