// Means of the scores of names over all sets and by likeness to training, and the differences between methods.
import {type BootstrapOptions, keepBootstraps, meanOf} from '../../stats/bootstrap.ts';
import {groupBy} from '../../stats/group-by.ts';
import {isWithin, JACCARD_BOUNDS} from '../strata.ts';
import {LEAST_SETS} from '../summarize-scores.ts';
import {
  NAME_SCORES,
  type NameMethodResults,
  type NameResults,
  type NameScore,
  type NameSummary,
  type ScoredName,
} from './name-results.ts';

type Columns = Record<NameScore, Float64Array>;
type BootstrapOf = ReturnType<typeof keepBootstraps>;

/** The method that all others are held against. */
const REFERENCE = 'gpt';

/** Summaries by what was shown; every method has named the same sets in the same order. */
export function summarizeNames(
  names: readonly ScoredName[],
  bootstrap: BootstrapOptions,
): NameResults['shown'] {
  const parts = groupBy(names, ({shown}) => shown);
  const bootstrapOf = keepBootstraps(bootstrap);
  return mapValues(parts, rows => {
    const byMethod = groupBy(rows, ({method}) => method);
    const columns = new Map(Array.from(byMethod, ([method, own]) => [method, toColumns(own)]));
    const [first] = byMethod.values();
    const likeness = first.map(row => row.likeness);
    const summarize = (values: Columns) => withStrata(values, likeness, bootstrapOf);
    return {methods: mapValues(columns, summarize), differences: differ(columns, summarize)};
  });
}

function differ(
  columns: ReadonlyMap<string, Columns>,
  summarize: (values: Columns) => NameMethodResults,
): NameResults['shown'][string]['differences'] {
  const own = columns.get(REFERENCE);
  const others = new Map([...columns].filter(([method]) => own && method !== REFERENCE));
  const methods = mapValues(others, other =>
    summarize(mapScores(name => (own as Columns)[name].map((value, i) => value - other[name][i]))),
  );
  return {reference: REFERENCE, methods};
}

function withStrata(
  columns: Columns,
  likeness: readonly number[],
  bootstrapOf: BootstrapOf,
): NameMethodResults {
  const all = Array.from(likeness.keys());
  const over = (rows: readonly number[]) => summarizeRows(columns, rows, bootstrapOf);
  return {
    ...over(all),
    strata: JACCARD_BOUNDS.map(([from, below]) => ({
      jaccard: [from, below],
      ...over(all.filter(row => isWithin(likeness[row], [from, below]))),
    })),
  };
}

function summarizeRows(
  columns: Columns,
  rows: readonly number[],
  bootstrapOf: BootstrapOf,
): NameSummary {
  const chosen = mapScores(name => Float64Array.from(rows, row => columns[name][row]));
  const bootstrap = rows.length >= LEAST_SETS ? bootstrapOf(rows.length) : undefined;
  const intervals: NameSummary['intervals'] = {};
  for (const name of NAME_SCORES) {
    const interval = bootstrap?.(chosen[name]);
    if (interval) intervals[name] = interval;
  }
  const means = mapScores(name => {
    const mean = meanOf(chosen[name]);
    return Number.isNaN(mean) ? null : mean;
  });
  return {sets: rows.length, ...means, intervals};
}

function toColumns(rows: readonly ScoredName[]): Columns {
  return mapScores(name => Float64Array.from(rows, row => row[name] ?? Number.NaN));
}

function mapScores<T>(map: (name: NameScore) => T): Record<NameScore, T> {
  return Object.fromEntries(NAME_SCORES.map(name => [name, map(name)])) as Record<NameScore, T>;
}

function mapValues<A, B>(values: ReadonlyMap<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Array.from(values, ([key, value]) => [key, map(value)]));
}
