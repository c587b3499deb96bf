// Reads single-cell expression from h5ad files and 10x matrices into one sparse table of approved genes.
import {basename, join} from 'node:path';
import {z} from 'zod';
import {type Annotations, annotate} from '../../shared/cells/import/cell-annotations.ts';
import {chooseLayer} from '../../shared/cells/import/choose-layer.ts';
import {describeImport} from '../../shared/cells/import/describe-import.ts';
import {type CellSurvey, CellSurveyor} from '../../shared/cells/import/filter-cells.ts';
import {type CellSizes, foldLayer, keepCells} from '../../shared/cells/import/fold-layer.ts';
import {LogJudge} from '../../shared/cells/import/judge-logs.ts';
import {mapFeatures, requireGenes} from '../../shared/cells/import/map-features.ts';
import {SpareArrays} from '../../shared/cells/import/spare-arrays.ts';
import {requireOneSpecies} from '../../shared/cells/import/species.ts';
import {readLabelTable} from '../../shared/formats/cell-sources/label-table.ts';
import {openCellSource} from '../../shared/formats/cell-sources/open-cell-source.ts';
import {BatchFile} from '../../shared/formats/cells/batch-file.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {type CellRow, cellTable} from '../../shared/formats/cells/cell-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {readSymbolTable} from '../../shared/formats/symbol-table.ts';
import {SymbolResolver} from '../../shared/genes/symbols/resolve-symbol.ts';
import {inGroup} from '../../shared/models/training/param-groups.ts';
import {licencesParam} from '../../shared/models/training/source-licences.ts';
import {optionalSourceFile, sourceFile, sourceFiles, stage} from '../../shared/pipeline/stage.ts';

const column = (what: string) => z.string().min(1).nullable().default(null).describe(what);
const count = z.number().int().nonnegative();

export default stage(import.meta.url, {
  summary:
    'Read cells from an h5ad file, a Zarr folder or a 10x matrix; approved genes, filtered cells and genes.',
  inputs: {
    source: sourceFiles(
      'an .h5ad file, a 10x .h5 file, the folder of a 10x matrix, or a .zarr folder of AnnData',
      [
        ...['.h5ad', '.h5', '.zarr', '.zarr.zip', '.mtx', '.mtx.gz', '.tsv', '.tsv.gz'],
        ...['.csv', '.csv.gz', '.txt', '.txt.gz'],
      ],
    ),
    labels: optionalSourceFile(
      'labels of cells by barcode, with a header and tabs or commas, plain or gzip-compressed; labels.tsv in a 10x folder is taken by itself',
      ['.tsv', '.csv', '.txt', '.tsv.gz', '.csv.gz', '.txt.gz'],
    ),
    symbolTable: sourceFile(
      "approved genes in the columns of HGNC's complete set, plain or gzip-compressed",
      ['.tsv', '.txt', '.tsv.gz', '.txt.gz'],
    ),
  },
  outputs: {matrix: cellMatrix, cells: cellTable, summary: stageSummary},
  params: z.strictObject({
    layer: z
      .string()
      .min(1)
      .default('auto')
      .describe(
        'X, raw, layers/NAME, or auto: X if it holds counts, else raw, else the one layer that does',
      ),
    values: z
      .enum(['counts', 'log-normalized', 'auto'])
      .default('auto')
      .describe(
        'what the values must be: counts, log(1 + normalized expression), or auto: counts where there are some',
      ),
    labelColumn: z
      .string()
      .min(1)
      .nullable()
      .default('cell_type')
      .describe('column with the type of each cell; null for cells without labels'),
    minGenes: count.default(200).describe('keep cells with at least this many genes'),
    minCells: count.default(3).describe('keep genes found in at least this many of the kept cells'),
    ...inGroup('columns', {
      symbolColumn: column('column of var with gene symbols; found by its usual names where null'),
      donorColumn: column('column with the donor of each cell, for splits by donor'),
      sampleColumn: column('column with the sample of each cell'),
      conditionColumn: column('column with the condition (treatment, disease) of each cell'),
      tissueColumn: column('column with the tissue of each cell'),
    }),
    ...inGroup('reading', {
      logBase: z
        .number()
        .gt(1)
        .default(Math.E)
        .describe("base of the logarithm of log-normalized values (scanpy's and Seurat's is e)"),
      onUnmapped: z
        .enum(['drop', 'keep'])
        .default('drop')
        .describe('a gene that has no approved symbol, or several: drop it, or keep its name'),
    }),
    ...inGroup('filters', {
      onUnlabeled: z
        .enum(['keep', 'drop'])
        .default('keep')
        .describe('cells without a label, where others have one: keep or drop them'),
      maxGenes: count
        .nullable()
        .default(null)
        .describe('keep cells with at most this many genes; null for no limit'),
      maxMitochondrialShare: z
        .number()
        .min(0)
        .max(1)
        .nullable()
        .default(null)
        .describe(
          'keep cells with at most this share of expression in genes MT-…; null for no limit',
        ),
    }),
    ...inGroup('model cards', licencesParam),
  }),
  async run({inputs, outputs, params, log, progress, scratchFolder}) {
    const labelFile = inputs.labels.path ?? findLabels(inputs.source.paths);
    const opening = openCellSource(inputs.source.paths, {
      symbolColumn: params.symbolColumn,
      scratch: scratchFolder,
    });
    const opened = opening.catch(() => undefined);
    const folded = new BatchFile(join(scratchFolder, 'folded.bin'));
    try {
      // Another thread opens the source meanwhile.
      const resolver = new SymbolResolver(await readSymbolTable(inputs.symbolTable.path));
      const source = await opening;
      const labels = labelFile === undefined ? undefined : await readLabelTable(labelFile, source);
      const {layer, valueKind} = await chooseLayer(source, params.layer, params.values);
      const annotations = await annotate(source, labels, {
        label: params.labelColumn,
        donor: params.donorColumn,
        sample: params.sampleColumn,
        condition: params.conditionColumn,
        tissue: params.tissueColumn,
      });
      const features = mapFeatures(layer.features, resolver, params.onUnmapped);
      if (params.onUnmapped === 'drop') requireGenes(source.path, layer.features, features);
      requireOneSpecies(source.path, layer.features, features);
      const total = source.cellIds.length;
      const wanted = wantedCells(annotations, total, params.onUnlabeled);
      const surveyor = new CellSurveyor(wanted, features.symbols, valueKind, params);
      const logJudge = valueKind === 'log-normalized' && params.values === 'auto' && new LogJudge();
      const spare = new SpareArrays(features.symbols.length);
      const options = {features, valueKind, logBase: params.logBase, spare};
      for await (const batch of foldLayer(source, layer, options)) {
        surveyor.add(batch);
        if (logJudge) logJudge.add(batch);
        await folded.add(batch);
        const done = batch.firstCell + batch.offsets.length - 1;
        progress({done, total, unit: 'cells', note: 'reading'});
      }
      if (logJudge) requireLogs(source.path, layer.name, logJudge.problem());
      const survey = surveyor.finish();
      const symbols = features.symbols.filter((_, gene) => survey.newGene[gene] >= 0);
      requireSomeLeft(source.path, survey, symbols.length, params);
      const sizes: CellSizes = {total: [], genes: []};
      const batches = () =>
        keepCells(folded.batches(features.symbols.length), survey, symbols.length, sizes);
      await outputs.matrix.write({symbols, valueKind, batches});
      const rows = cellRows(source.cellIds, annotations, survey, sizes, valueKind === 'counts');
      await outputs.cells.write(rows);
      const summary = describeImport({
        source: `${source.kind} ${basename(source.path)}`,
        ...{layer, valueKind, features, survey, symbols, rows, params},
        values: sizes.genes.reduce((sum, genes) => sum + genes, 0),
      });
      for (const line of summary.lines) log.info(line);
      const warnings = [
        ...(labels?.warnings ?? []),
        ...repeatedBarcodes(source.cellIds),
        ...summary.warnings,
      ];
      for (const warning of warnings) log.warn(warning);
      await outputs.summary.write(summary.summary);
    } finally {
      await (await opened)?.close();
      await folded.close();
    }
  },
});

function requireLogs(path: string, layer: string, problem: string | undefined): void {
  if (problem === undefined) return;
  throw new Error(
    `${path}: ${layer} has fractions that are neither counts nor logarithms of normalized expression: ${problem}. Counts corrected for ambient RNA (SoupX, DecontX, CellBender) or estimated ones are such fractions. Round them (in R SoupX's roundToInt = TRUE, in Python numpy.rint) or give the raw counts; if they are logarithms, say so with --set import-cells.values=log-normalized.`,
  );
}

/** The labels that lie beside a 10x matrix. */
function findLabels(paths: readonly string[]): string | undefined {
  return paths.find(path => /^labels\.(tsv|csv|txt)(\.gz)?$/i.test(basename(path)));
}

/** What to know about cells with one barcode. */
function repeatedBarcodes(cellIds: readonly string[]): string[] {
  const repeated = cellIds.length - new Set(cellIds).size;
  if (repeated === 0) return [];
  return [
    `${repeated} of ${cellIds.length} cells have the barcode of an earlier cell, as joined samples do. Cells are told apart by their row; make barcodes unique where other tables name cells (adata.obs_names_make_unique()).`,
  ];
}

function wantedCells(
  {label}: Annotations,
  cells: number,
  onUnlabeled: 'keep' | 'drop',
): Uint8Array {
  if (label === null || onUnlabeled === 'keep') return new Uint8Array(cells).fill(1);
  return Uint8Array.from(label, each => Number(each !== null));
}

function requireSomeLeft(
  path: string,
  {keptCells, drops}: CellSurvey,
  genes: number,
  {minGenes, minCells}: {minGenes: number; minCells: number},
): void {
  if (keptCells.includes(1) && genes > 0) return;
  throw new Error(
    `${path}: no cell or no gene is left of ${keptCells.length} cells: ${drops.tooFewGenes} have fewer than ${minGenes} genes, ${drops.tooManyGenes} too many, ${drops.tooMitochondrial} too much mitochondrial expression, ${drops.unwanted} no label; ${drops.rareGenes} genes are in fewer than ${minCells} cells. Lower them with --set import-cells.minGenes=1 and --set import-cells.minCells=1.`,
  );
}

function cellRows(
  cellIds: readonly string[],
  annotations: Annotations,
  {keptCells, mitochondrialShare}: CellSurvey,
  {total, genes}: CellSizes,
  isCounts: boolean,
): CellRow[] {
  const rows: CellRow[] = [];
  keptCells.forEach((kept, place) => {
    if (!kept) return;
    const cell = rows.length;
    rows.push({
      cell,
      cellId: cellIds[place],
      label: annotations.label?.[place] ?? null,
      donor: annotations.donor?.[place] ?? null,
      sample: annotations.sample?.[place] ?? null,
      condition: annotations.condition?.[place] ?? null,
      tissue: annotations.tissue?.[place] ?? null,
      totalCounts: isCounts ? total[cell] : null,
      genes: genes[cell],
      mitochondrialShare: mitochondrialShare[place],
    });
  });
  return rows;
}
