import { BOUND } from './contestants.ts';
import type { ImportCost } from './import-cost.ts';
import type { IntrospectCost } from './introspect-cost.ts';
import type { Size } from './size.ts';
import type { WireCost } from './wires/index.ts';
import { median } from './statistics.ts';
import { figure, table } from './table.ts';
import type { Figures } from './worker.ts';

/** Figures of each round, by contestant. */
export type Measured = ReadonlyMap<string, readonly Figures[]>;

type Pick = (figures: Figures) => number;

/** Returns the median of a contestant's figures in a scenario, or `undefined` if it took no part. */
const typical = (measured: Measured, contestant: string, scenario: string, pick: Pick): number | undefined => {
  const values = (measured.get(contestant) ?? []).filter((figures) => figures.scenario === scenario).map(pick);
  return values.length === 0 ? undefined : median(values);
};

/** Divides figures by the bound's round by round, because a disturbance of a round affects both. */
const ratio = (measured: Measured, contestant: string, scenario: string, pick: Pick): number | undefined => {
  const of = (name: string) => (measured.get(name) ?? []).filter((figures) => figures.scenario === scenario);
  const bound = of(BOUND);
  const ratios = of(contestant).flatMap((figures, round) => {
    const divisor = bound[round];
    return divisor === undefined ? [] : [pick(figures) / pick(divisor)];
  });
  return ratios.length === 0 ? undefined : median(ratios);
};

interface Column {
  readonly head: string;
  readonly scenario: string;
  readonly value: (measured: Measured, contestant: string) => number | undefined;
}

const MEMORY = '1000-at-once';
/** Scenarios that are reported in milliseconds instead of CPU. */
const FIRST = 'first';
const LIMITED = 'limited';
const CLOSING = 'closing';

const columnsOf = (scenarios: readonly string[]): readonly Column[] =>
  scenarios.flatMap((scenario): readonly Column[] => {
    const column = (head: string, pick: Pick): Column => ({
      head,
      scenario,
      value: (measured, contestant) => typical(measured, contestant, scenario, pick),
    });
    const cpu: Column = {
      head: scenario,
      scenario,
      value: (measured, contestant) => ratio(measured, contestant, scenario, ({ cpu }) => cpu),
    };
    const perRun: Column = {
      head: `${scenario} / fetch`,
      scenario,
      value: (measured, contestant) => ratio(measured, contestant, scenario, ({ median }) => median),
    };
    if (scenario === FIRST) return [column('first, ms', ({ first }) => first)];
    if (scenario === LIMITED) return [column('limited, ms', ({ median }) => median), column('p95', ({ p95 }) => p95)];
    if (scenario === CLOSING) return [column('closing, ms', ({ median }) => median), perRun];
    return scenario === MEMORY ? [cpu, column('MB at 1,000', ({ memory }) => memory)] : [cpu];
  });

/** Returns CPU as a multiple of the bound's. Other figures name their unit. */
export const scenarioTable = (measured: Measured, scenarios: readonly string[]): string => {
  const columns = columnsOf(scenarios);
  const rows = [...measured.keys()].map((name) => [name, ...columns.map(({ value }) => figure(value(measured, name)))]);
  return table(['CPU / fetch', ...columns.map(({ head }) => head)], rows);
};

const kilobytes = (bytes: number): string => figure(bytes / 1000);

export const sizeTable = (sizes: readonly Size[]): string =>
  table(
    ['bundle', 'kB', 'kB gzipped'],
    sizes.map(({ name, bytes, gzipped }) => [name, kilobytes(bytes), kilobytes(gzipped)]),
  );

export const importTable = (costs: readonly ImportCost[]): string =>
  table(
    ['import', 'ms CPU beyond those above'],
    costs.map(({ name, cpu }) => [name, figure(cpu)]),
  );

export const wireTable = (costs: readonly WireCost[]): string =>
  table(
    ['wire', 'by hand, ns CPU a delta', 'rxswarm / by hand', "vendor's client / by hand"],
    costs.map(({ api, byHand, rxswarm, vendor }) => [api, figure(byHand), figure(rxswarm), figure(vendor)]),
  );

export const introspectTable = (costs: readonly IntrospectCost[]): string =>
  table(
    ['rxswarm introspect', 'ms CPU', 'MB at the peak'],
    costs.map(({ name, cpu, memory }) => [name, figure(cpu), figure(memory)]),
  );
