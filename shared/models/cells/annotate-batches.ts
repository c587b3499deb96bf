// Annotates cells of another file batch by batch, with a stored annotator and its model of cells.
import {annotateCells, type CellAnnotation} from '../../cells/annotation/annotate-cells.ts';
import {
  type CellAnnotator,
  type CellEvidence,
  forMeasuredGenes,
  gatherEvidence,
} from '../../cells/annotation/cell-annotator.ts';
import {type GeneMatch, matchGenes, toKnownGenes} from '../../cells/annotation/match-genes.ts';
import type {TypeChances} from '../../cells/annotation/type-chances.ts';
import type {CellBatch, CellMatrix} from '../../cells/cell-matrix.ts';
import {rankGenes} from '../../cells/sentences/rank-genes.ts';
import type {EngineChoice} from '../../engines/load.ts';
import type {SparseRows} from '../../stats/sparse-rows.ts';
import type {StoredAnnotator} from '../kinds/cell-annotator.ts';
import {askTypes, promptsOf} from './ask-types.ts';
import {CELL_POOLING, embedWith} from './embed-cells.ts';
import {openCellModel} from './open-cell-model.ts';

export interface AnnotatedBatch {
  annotations: CellAnnotation[];
  /** The cells over the annotator's genes. */
  expression: SparseRows;
  /** What all methods say of the cells, and where they lie. */
  evidence: CellEvidence;
  /** Embeddings by the model of cells, shape (cells, C), row-major; null without one or where none are wanted. Costs as much as asking it. */
  embed(onProgress?: (cells: number) => void): Promise<Float32Array | null>;
}

export interface Annotating {
  match: GeneMatch;
  /** The engine and why it is this one; null without a model of cells. */
  description: string | null;
  batches(): AsyncGenerator<AnnotatedBatch>;
  dispose(): void;
}

export interface AnnotatingOptions {
  engine: EngineChoice;
  /** Orders equally expressed genes. */
  seed: number;
  /** Whether cells are to be embedded by the model of cells. */
  embedCells?: boolean;
  /** Receives the cells that the model of cells was asked about. */
  onAsked?: (cells: number) => void;
}

/**
 * Opens the model and matches genes; `seed` orders equally expressed genes. A model of weight 0 is not asked for types, and
 * is opened only where `embedCells` wants its embedding.
 */
export async function openAnnotating(
  {annotator, model}: StoredAnnotator,
  cells: CellMatrix,
  {engine, seed, embedCells = false, onAsked}: AnnotatingOptions,
): Promise<Annotating> {
  const match = matchGenes(cells.symbols, annotator.symbols, annotator.geneShares);
  const hasSay = model !== null && annotator.shares?.get(model.name) !== 0;
  const isNeeded = hasSay || embedCells;
  const opened = model && isNeeded ? await openCellModel(model.stored, engine) : null;
  const embedder =
    opened && model && embedCells
      ? await embedWith(opened, model.question, annotator.symbols, {pooling: CELL_POOLING, seed})
      : null;
  const measured = forMeasuredGenes(annotator, match.present);
  const ask = async (expression: SparseRows, firstCell: number) => {
    if (!opened || !model || !hasSay) return undefined;
    const sentences = rankGenes(toBatch(expression, firstCell), {
      topGenes: model.question.genes,
      seed,
    });
    const prompts = promptsOf(model.question, sentences, annotator.symbols, opened.tokens);
    const chances = await askTypes(opened.model, opened.tokens, prompts, annotator.types, done =>
      onAsked?.(firstCell + done),
    );
    return new Map([[model.name, chances]]);
  };
  return {
    match,
    description: opened?.description ?? null,
    async *batches() {
      for await (const batch of cells.batches()) {
        const expression = toKnownGenes(batch, cells.valueKind, match, annotator.targetSum);
        const models = await ask(expression, batch.firstCell);
        const embed = async (onProgress?: (cells: number) => void) =>
          embedder ? embedder.embed(toBatch(expression, 0), onProgress) : null;
        yield {...annotateRows(measured, expression, models), embed};
      }
    },
    dispose: () => opened?.model.dispose(),
  };
}

function annotateRows(
  annotator: CellAnnotator,
  expression: SparseRows,
  models?: ReadonlyMap<string, TypeChances>,
): Omit<AnnotatedBatch, 'embed'> {
  const evidence = gatherEvidence(annotator, expression, models);
  return {annotations: annotateCells(annotator, evidence), expression, evidence};
}

/** Rows over the annotator's genes, as a batch of a matrix. */
export function toBatch({offsets, columns, values, columnCount}: SparseRows, firstCell: number) {
  const genes = columnCount <= 1 << 16 ? Uint16Array.from(columns) : Uint32Array.from(columns);
  return {firstCell, offsets, genes, values: Float32Array.from(values)} satisfies CellBatch;
}
