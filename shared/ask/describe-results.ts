// The outcome of an evaluation as lines for the terminal: by protocol and method, and by library where there are several.
import type {
  MethodResults,
  ProtocolResults,
  ScoreResults,
  ScoreSummary,
} from '../scores/score-results.ts';
import {alignedTable} from '../text/aligned-table.ts';

/** One line for each protocol and method; then a table of each protocol's libraries. */
export function describeResults({protocols}: ScoreResults): string[] {
  const all = Object.entries(protocols);
  const summaries = all.flatMap(([name, {methods}]) => {
    const width = Math.max(...Object.keys(methods).map(method => method.length));
    return Object.entries(methods).map(([method, {sets, significant, recallAt50, medians}]) => {
      const shown = `${Math.round(significant ?? 0)} of ${sets} significant`;
      const line = `${name.padEnd(12)} ${method.padEnd(width)}  ${shown}, recall@50 ${digits(recallAt50)}`;
      // The figure that others publish of this protocol.
      return name === 'half' ? `${line}, median AUROC ${digits(medians.auroc)}` : line;
    });
  });
  return [...summaries, ...all.flatMap(([name, results]) => describeLibraries(name, results))];
}

function describeLibraries(protocol: string, {methods}: ProtocolResults): string[] {
  const [first] = Object.values(methods);
  if (first.libraries.length < 2 && protocol !== 'half') return [];
  const rows = Object.entries(methods).flatMap(([method, {libraries}]) =>
    libraries.map(own => [own.library, method, ...cellsOf(own)]),
  );
  rows.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const table = alignedTable(
    HEADER,
    rows,
    HEADER.map((_, i) => i > 1),
  );
  return ['', `${protocol}, by library:`, ...table.map(line => `  ${line}`)];
}

const HEADER = [
  ...['library', 'method', 'sets', 'significant', 'recall@50'],
  ...['median AUROC', 'median average precision'],
];

function cellsOf({
  sets,
  significant,
  recallAt50,
  medians,
}: MethodResults['libraries'][number] & ScoreSummary): string[] {
  const counts = [String(sets), String(Math.round(significant ?? 0))];
  return [...counts, digits(recallAt50), digits(medians.auroc), digits(medians.averagePrecision)];
}

function digits(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}
