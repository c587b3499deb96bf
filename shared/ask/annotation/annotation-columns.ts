// The annotation as columns: of a tab-separated table, and of an h5ad file.
import type {AnnotatedCell, AnnotationReport} from '../../cells/annotation/annotation-report.ts';
import type {AnnotationNames, H5adAnnotation} from '../../formats/cell-sources/annotate-h5ad.ts';
import {weightsText} from '../../report/cells/weights-text.ts';
import {tsvLine} from '../../text/tsv-line.ts';

const SEPARATOR = '; ';

type Column = [name: string, pick: (row: AnnotatedCell) => string | number | boolean | null];

const COLUMNS: Column[] = [
  ['type', row => row.type],
  ['chance', row => row.chance],
  ['likeliest', row => row.likeliest],
  ['conformal_set', row => row.conformalSet.join(SEPARATOR)],
  ['unknown', row => row.unknown],
  ['p_value', row => row.pValue],
  ['nearest_type', row => row.nearestType],
  ['nearest_chance', row => row.nearestChance],
  ['logistic_type', row => row.logisticType],
  ['logistic_chance', row => row.logisticChance],
  ['agree', row => row.agree],
  ['genes', row => row.genes],
];
const MODEL_COLUMNS: Column[] = [
  ['model_type', row => row.modelType],
  ['model_chance', row => row.modelChance],
];
/** Only in a table: an h5ad file has the column already. */
const LABEL_COLUMN: Column = ['label', row => row.label];

function columnsOf(rows: readonly AnnotatedCell[]): Column[] {
  return rows.some(({modelType}) => modelType !== null) ? [...COLUMNS, ...MODEL_COLUMNS] : COLUMNS;
}

/** One line a cell, tab-separated with a header; numbers with six digits at most. */
export function annotationTable(rows: readonly AnnotatedCell[]): string {
  const isLabelled = rows.some(({label}) => label !== null);
  const columns = [...columnsOf(rows), ...(isLabelled ? [LABEL_COLUMN] : [])];
  const cellOf = (value: ReturnType<Column[1]>) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : String(value ?? '');
  const lines = rows.map(row =>
    tsvLine([row.cellId, ...columns.map(([, pick]) => cellOf(pick(row)))]),
  );
  const head = tsvLine(['cell', ...columns.map(([name]) => name)]);
  return `${[head, ...lines].join('\n')}\n`;
}

/** All names that an annotation may give in an h5ad file. */
export function annotationNames(prefix: string): AnnotationNames {
  const columns = [...COLUMNS, ...MODEL_COLUMNS].map(([name]) => `${prefix}_${name}`);
  const embeddings = [`X_${prefix}`, `X_${prefix}_pca`];
  return {columns, embeddings, provenance: prefix};
}

/** What goes into a copy of the h5ad file: names begin with the prefix; yes and no are 1 and 0. */
export function annotationOfH5ad(
  rows: readonly AnnotatedCell[],
  report: AnnotationReport,
  prefix: string,
  provenance: Readonly<Record<string, string>>,
): H5adAnnotation {
  const columns = columnsOf(rows).map(([name, pick]) => {
    const values = rows.map(pick);
    const isNumber = values.every(value => typeof value === 'number');
    const isFlag = values.every(value => typeof value === 'boolean');
    return {
      name: `${prefix}_${name}`,
      values: isNumber
        ? Float64Array.from(values as number[])
        : isFlag
          ? Int8Array.from(values, Number)
          : values.map(value => String(value ?? '')),
    };
  });
  const {methods, weights, level, falseAlarms, score, genes, alarms} = report;
  return {
    columns,
    embeddings: [
      toMatrix(`X_${prefix}`, rows, ({modelEmbedding}) => modelEmbedding),
      toMatrix(`X_${prefix}_pca`, rows, ({embedding}) => embedding),
    ].filter(({dimensions}) => dimensions > 0),
    provenance: {
      name: prefix,
      entries: {
        ...provenance,
        ...{methods: methods.join(SEPARATOR), weights: weightsText(weights)},
        conformal_level: level,
        ...{false_alarms: falseAlarms, unknown_score: score, alarms: alarms.join('\n')},
        ...{genes_known: genes.known, genes_shared: genes.shared},
        share_of_expression: genes.shareOfExpression,
      },
    },
  };
}

/** A matrix of the rows' vectors; of 0 dimensions where they have none. */
function toMatrix(
  name: string,
  rows: readonly AnnotatedCell[],
  pick: (row: AnnotatedCell) => number[] | null,
): H5adAnnotation['embeddings'][number] {
  const vectors = rows.map(row => pick(row) ?? []);
  const dimensions = vectors[0]?.length ?? 0;
  return {name, dimensions, values: Float32Array.from(vectors.flat())};
}
