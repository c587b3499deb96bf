// What describes each cell: columns of the source, or of a table of labels by barcode, which goes first.
import type {CellSource} from './cell-source.ts';

/** The columns asked for, by what they say; null for none. */
export interface AnnotationColumns {
  label: string | null;
  donor: string | null;
  sample: string | null;
  condition: string | null;
  tissue: string | null;
}

export type Annotations = Record<keyof AnnotationColumns, (string | null)[] | null>;

/** A table of labels, as far as it matters here. */
export interface Labels {
  path: string;
  columns: readonly string[];
  /** A column in the order of the cells. */
  column(name: string): (string | null)[];
}

/** Reads the columns asked for; names those there are where one is missing. */
export async function annotate(
  source: Pick<CellSource, 'path' | 'columns' | 'column'>,
  labels: Labels | undefined,
  columns: AnnotationColumns,
): Promise<Annotations> {
  const read = async (role: keyof AnnotationColumns) => {
    const name = columns[role];
    if (name === null) return null;
    if (labels?.columns.includes(name)) return labels.column(name);
    if (source.columns.includes(name)) return source.column(name);
    throw missingColumn(role, name, source, labels);
  };
  return {
    label: await read('label'),
    donor: await read('donor'),
    sample: await read('sample'),
    condition: await read('condition'),
    tissue: await read('tissue'),
  };
}

function missingColumn(
  role: keyof AnnotationColumns,
  name: string,
  source: Pick<CellSource, 'path' | 'columns'>,
  labels: Labels | undefined,
): Error {
  const there = [
    ...(labels ? [`${labels.path} has ${labels.columns.join(', ')}`] : []),
    `${source.path} has ${source.columns.join(', ') || 'no columns for cells'}`,
  ];
  const otherwise =
    role === 'label'
      ? ', or give a table by barcode with --set import-cells.labels=labels.tsv.gz, or leave them out with --set import-cells.labelColumn=null'
      : role === 'condition'
        ? '; the response to a stimulation needs cells of two conditions, all else does without this column'
        : ', or leave it out';
  return new Error(
    `found no column '${name}' for ${role} (${there.join('; ')}). Name one of them with --set import-cells.${role}Column=NAME${otherwise}.`,
  );
}
