// Annotates all cells of a matrix: one row a cell, and what is to be said of them together.
import {
  type AnnotatedCell,
  type AnnotationReport,
  alarmsOf,
  countLikeliest,
  groupsOf,
  UNKNOWN,
} from '../../cells/annotation/annotation-report.ts';
import {LOGISTIC, NEAREST} from '../../cells/annotation/cell-annotator.ts';
import {compareLabels, foreignLabelsText} from '../../cells/annotation/compare-labels.ts';
import {GroupSums, tellingGenes} from '../../cells/annotation/telling-genes.ts';
import {LEAST_WEIGHT} from '../../cells/annotation/type-chances.ts';
import type {CellMatrix} from '../../cells/cell-matrix.ts';
import {drawSome} from '../../cells/gather-cells.ts';
import type {EngineChoice} from '../../engines/load.ts';
import {mapPoints} from '../../stats/umap.ts';
import type {StoredAnnotator} from '../kinds/cell-annotator.ts';
import {type AnnotatedBatch, openAnnotating} from './annotate-batches.ts';

/** What is known of the cells besides their expression, in the order of the matrix. */
export type CellNames = readonly {cellId: string; label: string | null}[];

export interface AnnotateOptions {
  /** What the cells are called in messages: their file. */
  name: string;
  engine: EngineChoice;
  /** Cells placed on the map, drawn at random. */
  mapCells: number;
  /** Genes named for each type. */
  tellingGenes: number;
  seed: number;
  /** What holds the cells' labels, for messages: a column. */
  labelColumn?: string;
  /** Whether rows get an embedding by the model of cells, where there is one. */
  embedCells?: boolean;
  /** Receives the cells that were asked about, or embedded, of all. */
  onProgress?: (cells: number) => void;
}

export interface Annotated {
  rows: AnnotatedCell[];
  report: AnnotationReport;
  /** The engine and why it is this one; null without a model of cells. */
  description: string | null;
}

const UMAP = {neighbours: 15, epochs: 300};

/** Annotates every cell. */
export async function annotateMatrix(
  stored: StoredAnnotator,
  matrix: CellMatrix,
  names: CellNames,
  options: AnnotateOptions,
): Promise<Annotated> {
  const {annotator, model} = stored;
  const {types, symbols, unknown, level} = annotator;
  const places = new Map(types.map((type, place) => [type, place]));
  const sums = new GroupSums(types.length + 1, symbols.length);
  const weights = weightsOf(stored);
  const annotating = await openAnnotating(stored, matrix, {
    ...options,
    ...(options.onProgress && {onAsked: options.onProgress}),
  });
  const {match, description} = annotating;
  if (match.shared === 0) {
    throw new Error(
      `${options.name}: found none of the ${symbols.length} genes that the model knows (${matrix.symbols.slice(0, 3).join(', ')} …); expected the genes of human cells, by symbol or Ensembl id`,
    );
  }
  const rows: AnnotatedCell[] = [];
  try {
    for await (const batch of annotating.batches()) {
      const own = toRows(batch, names, rows.length, weights, model?.name);
      if (options.embedCells)
        addEmbeddings(own, await batch.embed(done => options.onProgress?.(rows.length + done)));
      const group = ({type, unknown}: AnnotatedCell) =>
        unknown ? types.length : places.get(type)!;
      sums.add(batch.expression, own.map(group));
      for (const row of own) rows.push(row);
      options.onProgress?.(rows.length);
    }
  } finally {
    annotating.dispose();
  }
  await placeOnMap(rows, options);
  const genes = tellingGenes(sums, annotator, options.tellingGenes);
  const {score, falseAlarms, leftOut} = unknown;
  const report = {
    methods: Object.keys(weights).filter(name => name !== model?.name || weights[name] > 0),
    weights,
    genes: {
      ...{known: symbols.length, shared: match.shared},
      shareOfExpression: Math.min(1, match.shareOfExpression),
    },
    cells: rows.length,
    unknownCells: rows.filter(row => row.unknown).length,
    unknownLikeliest: countLikeliest(rows.filter(row => row.unknown)),
    disagreeing: rows.filter(({agree}) => !agree).length,
    labelled: compareLabels(rows, types),
    ...{level, falseAlarms, score, leftOut},
    groups: groupsOf(rows, type => genes[places.get(type) ?? types.length] ?? []),
  };
  const {labelColumn = "the file's labels"} = options;
  const foreign = foreignLabelsText(report.labelled, types, labelColumn);
  const alarms = [...(foreign === undefined ? [] : [foreign]), ...alarmsOf(report)];
  return {rows, report: {...report, alarms}, description};
}

/** The weight of each method in the pool, a model of cells first. */
function weightsOf({annotator, model}: StoredAnnotator): Record<string, number> {
  const methods = [...(model ? [model.name] : []), NEAREST, LOGISTIC];
  return Object.fromEntries(
    methods.map(name => [name, annotator.shares?.get(name) ?? 1 / methods.length]),
  );
}

function toRows(
  {annotations, expression, evidence}: AnnotatedBatch,
  names: CellNames,
  firstCell: number,
  weights: Readonly<Record<string, number>>,
  model: string | undefined,
): AnnotatedCell[] {
  const {offsets} = expression;
  const {dimensions, coordinates} = evidence.points;
  return annotations.map(({likeliest, set, unknown, pValue, opinions}, row) => {
    const {cellId, label} = names[firstCell + row];
    const nearest = opinions.get(NEAREST)!;
    const logistic = opinions.get(LOGISTIC)!;
    const own = model === undefined ? undefined : opinions.get(model);
    const heard = [...opinions].filter(([method]) => weights[method] >= LEAST_WEIGHT);
    return {
      ...{cell: firstCell + row, cellId, label},
      ...{type: unknown ? UNKNOWN : likeliest.type, unknown, pValue},
      ...{chance: likeliest.chance, likeliest: likeliest.type, conformalSet: set},
      ...{modelType: own?.type ?? null, modelChance: own?.chance ?? null},
      ...{nearestType: nearest.type, nearestChance: nearest.chance},
      ...{logisticType: logistic.type, logisticChance: logistic.chance},
      agree: new Set(heard.map(([, {type}]) => type)).size === 1,
      genes: offsets[row + 1] - offsets[row],
      ...{umap1: null, umap2: null},
      modelEmbedding: null,
      embedding: Array.from(coordinates.subarray(row * dimensions, (row + 1) * dimensions)),
    };
  });
}

function addEmbeddings(rows: AnnotatedCell[], embeddings: Float32Array | null): void {
  if (embeddings === null) return;
  const dimensions = embeddings.length / rows.length;
  for (const [row, cell] of rows.entries()) {
    const own = embeddings.subarray(row * dimensions, (row + 1) * dimensions);
    cell.modelEmbedding = Array.from(own);
  }
}

/** Places a draw of the cells on a map by UMAP; where they are too few, none. */
async function placeOnMap(
  rows: AnnotatedCell[],
  {mapCells, seed}: Pick<AnnotateOptions, 'mapCells' | 'seed'>,
): Promise<void> {
  const drawn = drawSome(Array.from(rows.keys()), mapCells, seed, 13);
  if (drawn.length === 0) return;
  const coordinates = Float64Array.from(drawn.flatMap(row => rows[row].embedding));
  const dimensions = rows[0].embedding.length;
  const map = await mapPoints({count: drawn.length, dimensions, coordinates}, {...UMAP, seed});
  if (!map) return;
  for (const [place, row] of drawn.entries()) {
    rows[row].umap1 = map.coordinates[2 * place];
    rows[row].umap2 = map.coordinates[2 * place + 1];
  }
}
