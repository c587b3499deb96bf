// Blood cells of sctransform's example (downsampled from a 3K PBMC data set of 10x Genomics) as a 10x folder with labels by markers.

import {gzip} from './data-files.ts';
import {readRObject} from './r-data.ts';

interface Counts {
  genes: string[];
  cells: string[];
  /** Compressed columns, one a cell: places of genes and counts. */
  offsets: number[];
  rows: number[];
  values: number[];
}

/**
 * Type → genes that mark it, as far as the 914 genes have them. Textbook markers (e.g. Zheng et al. 2017, Nature
 * Communications 8:14049).
 */
const MARKERS: Record<string, string[]> = {
  'B cell': ['MS4A1', 'CD79A', 'CD79B'],
  monocyte: ['S100A8', 'S100A9', 'LYZ'],
  'NK cell': ['GNLY', 'NKG7', 'FCGR3A'],
  'T cell': ['IL7R', 'CCR7', 'CD8B'],
  'dendritic cell': ['FCER1A', 'CST3'],
  megakaryocyte: ['PPBP', 'PF4'],
};
/** Least lead of the best type over the second, in standard deviations; 64 of 283 cells stay unclear. */
const LEAST_LEAD = 0.3;

/** Path below data/ → bytes of the folder's four files, from R's database of the package. */
export async function buildCells(database: string): Promise<Map<string, Buffer>> {
  const counts = await readCounts(database);
  const labels = labelCells(counts);
  const lines = (list: string[]) => gzip(list.map(line => `${line}\n`).join(''));
  const folder = 'cells/pbmc-sctransform';
  return new Map([
    [`${folder}/barcodes.tsv.gz`, lines(counts.cells)],
    [
      `${folder}/features.tsv.gz`,
      lines(counts.genes.map(gene => `${gene}\t${gene}\tGene Expression`)),
    ],
    [
      `${folder}/labels.tsv.gz`,
      lines(['barcode\tcell_type', ...counts.cells.map((cell, i) => `${cell}\t${labels[i]}`)]),
    ],
    [`${folder}/matrix.mtx.gz`, gzip(matrixText(counts))],
  ]);
}

async function readCounts(database: string): Promise<Counts> {
  const {attributes} = await readRObject(database, 'pbmc');
  const [genes, cells] = attributes.Dimnames.value as {value: string[]}[];
  return {
    genes: genes.value,
    cells: cells.value,
    offsets: attributes.p.value as number[],
    rows: attributes.i.value as number[],
    values: attributes.x.value as number[],
  };
}

function matrixText({genes, cells, offsets, rows, values}: Counts): string {
  const head = `%%MatrixMarket matrix coordinate integer general\n${genes.length} ${cells.length} ${values.length}\n`;
  const entries = cells.flatMap((_, cell) =>
    rows
      .slice(offsets[cell], offsets[cell + 1])
      .map((row, i) => `${row + 1} ${cell + 1} ${values[offsets[cell] + i]}\n`),
  );
  return head + entries.join('');
}

/** The type of each cell: that whose markers stand out most on average, '' where two types are too near. */
function labelCells(counts: Counts): string[] {
  const scores = Object.values(MARKERS).map(markers => {
    const standing = markers.map(gene => standardize(logExpression(counts, gene)));
    return counts.cells.map((_, cell) => mean(standing.map(list => list[cell])));
  });
  const types = Object.keys(MARKERS);
  return counts.cells.map((_, cell) => {
    const order = types.map((type, i) => ({type, score: scores[i][cell]}));
    const [best, second] = order.sort((a, b) => b.score - a.score);
    return best.score - second.score >= LEAST_LEAD ? best.type : '';
  });
}

/** log(1 + x) of a gene in every cell, cells brought to 1,000 counts. */
function logExpression({genes, cells, offsets, rows, values}: Counts, gene: string): number[] {
  const place = genes.indexOf(gene);
  return cells.map((_, cell) => {
    const counts = values.slice(offsets[cell], offsets[cell + 1]);
    const at = rows.slice(offsets[cell], offsets[cell + 1]).indexOf(place);
    const total = counts.reduce((sum, count) => sum + count, 0);
    return Math.log1p(at < 0 ? 0 : (1000 * counts[at]) / total);
  });
}

function standardize(list: number[]): number[] {
  const middle = mean(list);
  const deviation = Math.sqrt(mean(list.map(value => (value - middle) ** 2)));
  return list.map(value => (value - middle) / deviation);
}

function mean(list: number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}
