// Annotates the cells of a file with a stored annotator. The command starts this file by its path, as the runner starts
// stages.
import {mkdtempSync, statSync} from 'node:fs';
import {mkdir, rename} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {QuestionError} from '../../answers/question-error.ts';
import {annotateH5ad, requireFreeNames, stateOf} from '../../formats/cell-sources/annotate-h5ad.ts';
import {type NewCells, readNewCells} from '../../formats/cell-sources/read-new-cells.ts';
import {annotatedCells} from '../../formats/cells/annotated-cells.ts';
import {removeAtEnd} from '../../formats/remove-at-end.ts';
import {readSymbolTable} from '../../formats/symbol-table.ts';
import {SymbolResolver} from '../../genes/symbols/resolve-symbol.ts';
import {type Annotated, annotateMatrix} from '../../models/cells/annotate-matrix.ts';
import {writeAtomically} from '../../pipeline/write-safely.ts';
import {annotationPage} from '../../report/cells/annotation-page.ts';
import {weightsText} from '../../report/cells/weights-text.ts';
import {alignedTable} from '../../text/aligned-table.ts';
import {countText, percentText, scoreText} from '../../text/number-text.ts';
import {annotationNames, annotationOfH5ad, annotationTable} from './annotation-columns.ts';
import {blamingFile} from './blaming-file.ts';
import {openAnnotator} from './open-annotator.ts';
import type {AnnotateQuestion, AnnotateReply} from './question.ts';

/** Approved genes, as geneglot brings them. */
const SYMBOLS = join(import.meta.dirname, '../../../data/genes/human-genes.tsv.gz');
/** The settings of `annotate-cells`. */
const DEFAULTS = {engine: 'auto', mapCells: 1000, tellingGenes: 8, seed: 1} as const;

/** Annotates, and writes the table and the copy where they are asked for. */
export async function annotate(question: AnnotateQuestion): Promise<AnnotateReply> {
  const {stored, provenance} = await openAnnotator(question.model);
  const resolver = new SymbolResolver(await readSymbolTable(SYMBOLS));
  const scratch = mkdtempSync(join(tmpdir(), 'geneglot-annotate-'));
  const remove = removeAtEnd(scratch);
  try {
    const {layer, symbolColumn = null, labels: labelColumn = null} = question;
    const options = {resolver, layer, symbolColumn, labelColumn, scratch};
    const state = stateOf(question.source);
    const cells = await blamingFile(() => readNewCells(question.source, options));
    try {
      await requireWritable(cells, question);
      const {source: name} = question;
      const annotated = await blamingFile(() =>
        annotateMatrix(stored, cells.matrix, cells.names, {
          ...DEFAULTS,
          name,
          onProgress: done =>
            question.onProgress?.({done, total: cells.names.length, unit: 'cells'}),
          ...(labelColumn !== null && {labelColumn}),
          embedCells: question.h5ad !== undefined || isParquet(question.out),
        }),
      );
      annotated.report.alarms.unshift(...cells.warnings);
      const asked = {...question, provenance: {...question.provenance, ...provenance}};
      return await reply(annotated, cells, state, asked);
    } finally {
      await cells.close();
    }
  } finally {
    remove();
  }
}

async function reply(
  {rows, report, description}: Annotated,
  {kind, layer}: NewCells,
  state: string,
  question: AnnotateQuestion,
): Promise<AnnotateReply> {
  const {source, out, h5ad, prefix, provenance} = question;
  if (isParquet(out)) await writeParquet(out, rows);
  else if (out !== undefined) await writeAtomically(out, annotationTable(rows));
  if (h5ad !== undefined) {
    const annotation = annotationOfH5ad(rows, report, prefix, {...provenance, layer});
    await blamingFile(() => annotateH5ad(source, h5ad, annotation, state));
  }
  const notes = [
    `${kind}, ${layer}: ${countText(rows.length)} cells${description ? `; ${description}` : ''}`,
    ...report.alarms.map(alarm => `alarm: ${alarm}`),
  ];
  const title = 'geneglot · annotated cells';
  const page = question.page ? await annotationPage({title, rows, report, lineage: []}) : undefined;
  const output = question.format === 'json' ? JSON.stringify(report, null, 2) : summary(report);
  return {output, notes, ...(page !== undefined && {page})};
}

function isParquet(path: string | undefined): path is string {
  return path?.endsWith('.parquet') ?? false;
}

/** One line a type. */
function summary(report: Annotated['report']): string {
  const {groups, cells, disagreeing, labelled, weights, unknownLikeliest} = report;
  const rows = groups.map(({type, cells: own, meanChance, genes}) => [
    ...[type, countText(own), percentText(own / cells), scoreText(meanChance)],
    genes.slice(0, 5).join(' '),
  ]);
  const heads = ['type', 'cells', 'share', 'mean chance', 'telling genes'];
  const table = alignedTable(heads, rows, [false, true, true, true, false]);
  const known =
    labelled.cells === 0
      ? []
      : [
          `${countText(labelled.right)} of ${countText(labelled.cells)} cells of known types have their label as likeliest`,
        ];
  const unknown = unknownLikeliest.map(({type, cells}) => `${type} ${countText(cells)}`);
  return [
    ...table,
    ...(unknown.length === 0 ? [] : [`likeliest types of unknown cells: ${unknown.join(', ')}`]),
    `weights of the methods: ${weightsText(weights)}`,
    `methods disagree on ${countText(disagreeing)} of ${countText(cells)} cells`,
    ...known,
  ].join('\n');
}

async function writeParquet(path: string, rows: Annotated['rows']): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const remove = removeAtEnd(temporary);
  try {
    await mkdir(dirname(path), {recursive: true});
    await annotatedCells.write(temporary, rows);
    await rename(temporary, path);
  } finally {
    remove();
  }
}

/** Fails before the work where the copy could not be written after it. */
async function requireWritable(
  {kind}: NewCells,
  {h5ad, source, prefix}: AnnotateQuestion,
): Promise<void> {
  if (h5ad === undefined) return;
  if (kind !== 'h5ad file') {
    throw new QuestionError(
      `--h5ad: ${source} is a ${kind}, expected an h5ad file to copy\n    Write the table with --out FILE.tsv instead.`,
    );
  }
  if (statSync(h5ad, {throwIfNoEntry: false})?.isDirectory()) {
    throw new QuestionError(`--h5ad: ${h5ad} is a folder, expected the file to write.`);
  }
  await blamingFile(() => requireFreeNames(source, annotationNames(prefix)));
}
