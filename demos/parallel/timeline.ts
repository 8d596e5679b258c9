import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { begin, end } from './tracing.ts';

const WIDTH = 48;

/** Draws the agents of a trace on a common time scale, one a line. Bars that overlap ran at the same time. */
export const timeline = (spans: readonly ReadableSpan[]): string => {
  const agents = spans.filter(({ name }) => name.startsWith('invoke_agent '));
  const first = Math.min(...agents.map(begin));
  const last = Math.max(...agents.map(end));
  const column = (at: number) => Math.round(((at - first) / Math.max(last - first, 1)) * WIDTH);
  const row = (span: ReadableSpan): string => {
    const bar = '█'.repeat(Math.max(column(end(span)) - column(begin(span)), 1));
    const times = [begin, end].map((at) => Math.round(at(span) - first)).join('–');
    const name = span.name.slice('invoke_agent '.length);
    return `${name.padEnd(10)}${' '.repeat(column(begin(span)))}${bar}`.padEnd(12 + WIDTH) + `${times} ms`;
  };
  return `${agents.map(row).join('\n')}\n`;
};
