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
  column(name: string, cellIds: readonly string[]): (string | null)[];
  countKnown(cellIds: readonly string[]): number;
}

/** Reads the columns asked for; names those there are where one is missing. */
export async function annotate(
  source: Pick<CellSource, 'path' | 'cellIds' | 'columns' | 'column'>,
  labels: Labels | undefined,
  columns: AnnotationColumns,
): Promise<Annotations> {
  if (labels) requireSharedCells(source, labels);
  const read = async (role: keyof AnnotationColumns) => {
    const name = columns[role];
    if (name === null) return null;
    if (labels?.columns.includes(name)) return labels.column(name, source.cellIds);
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
      ? 'give a table by barcode with --set import-cells.labels=labels.tsv.gz, or go on without labels with --set import-cells.labelColumn=null'
      : 'leave it out';
  return new Error(
    `found no column '${name}' for ${role} (${there.join('; ')}). Name one of them with --set import-cells.${role}Column=NAME, or ${otherwise}.`,
  );
}

function requireSharedCells(
  {path, cellIds}: Pick<CellSource, 'path' | 'cellIds'>,
  labels: Labels,
): void {
  if (labels.countKnown(cellIds) > 0) return;
  throw new Error(
    `${labels.path}: found none of the ${cellIds.length} barcodes of ${path} (${cellIds.slice(0, 2).join(', ')} …); expected the same barcodes, endings such as -1 included. Bring the barcodes to one spelling.`,
  );
}
