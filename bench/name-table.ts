// The tables of names of a results.json of score-names, as Markdown for a page of the docs:
//   npx tsx bench/name-table.ts artifacts/score-names/latest/results.json
import {nameScores} from '../shared/formats/names/name-scores.ts';
import type {NameScore, NameSummary} from '../shared/scores/names/name-results.ts';
import {toTable} from './markdown-table.ts';

const [file] = process.argv.slice(2);
if (!file) throw new Error('expected one results.json of score-names');
const {shown, examples} = await nameScores.read(file);

const text = (value: number) => value.toFixed(3).replace(/^(-?)0/, '$1');

function cell(summary: NameSummary, score: NameScore): string {
  const value = summary[score];
  const interval = summary.intervals[score];
  if (value === null) return '–';
  return interval ? `${text(value)} (${interval.map(text).join(' to ')})` : text(value);
}

for (const [part, {methods, differences}] of Object.entries(shown)) {
  const [first] = Object.values(methods);
  const strata = first.strata.filter(({sets}) => sets > 0).map(({jaccard}) => jaccard);
  const byLikeness = (results: typeof first) =>
    strata.map(([from]) => results.strata.find(({jaccard}) => jaccard[0] === from) as NameSummary);
  const head = [
    `${part} (${first.sets} sets)`,
    ...['precision', 'recall', 'F1', 'exact', 'meaning'],
    ...strata.map(([from, below], i) => `F1 ${from}–${below} (${byLikeness(first)[i].sets})`),
  ];
  const line = (name: string, results: typeof first) => [
    name,
    ...(['precision', 'recall', 'f1', 'exact', 'meaning'] as const).map(score =>
      cell(results, score),
    ),
    ...byLikeness(results).map(stratum => cell(stratum, 'f1')),
  ];
  const rows = Object.entries(methods).map(([name, results]) => line(name, results));
  const less = Object.entries(differences.methods).map(([name, results]) =>
    line(`${differences.reference} less ${name}`, results),
  );
  console.log(`${toTable(head, [...rows, ...less])}\n`);
}
const methods = Object.keys(examples[0]?.names ?? {}).filter(method => method !== 'random-set');
const rows = examples.map(({trueName, names}) => [trueName, ...methods.map(m => names[m].name)]);
if (rows.length > 0) console.log(toTable(['true name', ...methods], rows));
