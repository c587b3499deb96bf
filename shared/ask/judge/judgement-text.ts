// A judgement as a table for the terminal, and as tab-separated rows.

import {scoreColumns} from '../../cells/perturbations/describe-means.ts';
import type {Judgement} from '../../cells/perturbations/judge-cells.ts';
import {type MethodKind, meanOfTypes, meanOrNull} from '../../cells/scores/cell-scores.ts';
import type {Estimate} from '../../stats/bootstrap.ts';
import {alignedTable} from '../../text/aligned-table.ts';
import {countText} from '../../text/number-text.ts';
import {tsvLine} from '../../text/tsv-line.ts';

/** One score of one method, of all types together or of one. */
interface ScoreRow {
  method: string;
  kind: MethodKind;
  type: string;
  score: string;
  value: number | null;
  low: number | null;
  high: number | null;
}

/** What stands in place of a type where all are meant. */
const ALL = 'all types';

/** Tab-separated rows, one a score, with a header. */
export function judgementTsv(judgement: Judgement): string[] {
  const rows = [...generationRows(judgement), ...responseRows(judgement)];
  return [
    tsvLine(['method', 'type', 'score', 'value', 'low', 'high']),
    ...rows.map(({method, type, score, value, low, high}) =>
      tsvLine([method, type, score, value ?? undefined, low ?? undefined, high ?? undefined]),
    ),
  ];
}

/** Lines for the terminal: what was compared, and a table of each kind of score. */
export function judgementLines(judgement: Judgement): string[] {
  const {types, genes, cells} = judgement;
  const left =
    cells.otherTypes > 0 ? `, ${countText(cells.otherTypes)} of other types left out` : '';
  const typed =
    cells.typedByNeighbours > 0
      ? [
          `${countText(cells.typedByNeighbours)} real stimulated cells have the type of their nearest control cells`,
        ]
      : [];
  const lost =
    cells.untyped > 0
      ? [
          `${countText(cells.untyped)} real stimulated cells have no type and are left out; --untyped neighbours gives them one`,
        ]
      : [];
  const all = responseRows(judgement).filter(({type}) => type === ALL);
  return [
    `${countText(cells.predicted)} predicted cells against ${countText(cells.real)} real ones${left}; ${countText(types.length)} types, ${countText(genes)} genes in both files`,
    ...typed,
    ...lost,
    '',
    'as generated cells, all types together',
    ...tableOf(generationRows(judgement).filter(({type}) => type === ALL)),
    ...(all.length > 0
      ? ['', 'response to the stimulation, mean over types', ...tableOf(all)]
      : []),
  ];
}

function tableOf(rows: readonly ScoreRow[]): string[] {
  const scores = [...new Set(rows.map(({score}) => score))];
  const methods = [...new Set(rows.map(({method}) => method))];
  return alignedTable(
    ['', ...scores.map(score => `${score} (${bestOf(score)})`)],
    methods.map(method => {
      const own = rows.filter(row => row.method === method);
      const {kind} = own[0];
      return [
        kind === 'model' ? method : `${method} (${kind})`,
        ...scores.map(score => valueText(own.find(row => row.score === score))),
      ];
    }),
    [false, ...scores.map(() => true)],
  );
}

/** Which values of a score are good. */
function bestOf(score: string): string {
  if (score === 'slope') return 'best at 1';
  return score === 'energy distance' || score === 'Gromov–Wasserstein'
    ? 'lower is better'
    : 'higher is better';
}

/** The value, and its interval where there is one. */
function valueText(row: ScoreRow | undefined): string {
  if (!row || row.value === null) return '–';
  const value = row.value.toFixed(3);
  if (row.low === null || row.high === null) return value;
  return `${value} [${row.low.toFixed(3)}, ${row.high.toFixed(3)}]`;
}

function generationRows({generation, types}: Judgement): ScoreRow[] {
  return Object.entries(generation).flatMap(([method, result]) => {
    const row = (
      score: string,
      value: number | null,
      interval: Estimate['interval'] = null,
      type = ALL,
    ) => ({
      ...{method, kind: result.kind, type, score, value},
      ...{low: interval?.[0] ?? null, high: interval?.[1] ?? null},
    });
    return [
      ...result.knnAccuracy.map(({k, accuracy, interval}) =>
        row(`k-NN accuracy, k = ${k}`, accuracy, interval),
      ),
      row('Gromov–Wasserstein', meanOrNull(result.gromovWasserstein.costs)),
      row('R² of type means', meanOfTypes(result, 'rSquared')),
      row('covariation', meanOfTypes(result, 'covariation')),
      ...result.types.flatMap(({type, rSquared, covariation}) => [
        row('R² of type means', rSquared, null, types[type]),
        row('covariation', covariation, null, types[type]),
      ]),
    ];
  });
}

function responseRows({response, types}: Judgement): ScoreRow[] {
  if (!response) return [];
  return Object.entries(response.methods).flatMap(([method, own]) =>
    scoreColumns(own).flatMap(({title, read}) =>
      [own.mean, ...own.groups].flatMap((scores, place) => {
        if (!scores) return [];
        const {value, interval} = read(scores);
        const type = place === 0 ? ALL : types[response.groups[place - 1].type];
        const [low, high] = interval ?? [null, null];
        return [{method, kind: own.kind, type, score: title, value, low, high}];
      }),
    ),
  );
}
