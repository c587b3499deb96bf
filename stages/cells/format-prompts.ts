// Writes prompts about cells and the right responses: models of cells are trained and tested with them.
import {z} from 'zod';
import type {CellSentences} from '../../shared/cells/cell-matrix.ts';
import {CELL_SPLITS, type CellSplit} from '../../shared/cells/draw-cell-split.ts';
import {PROMPT_TASKS} from '../../shared/cells/prompts/prompt-templates.ts';
import {
  type PromptCell,
  type PromptRow,
  writePrompts,
} from '../../shared/cells/prompts/write-prompts.ts';
import {cellSentences} from '../../shared/formats/cells/cell-sentences.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {type CellRow, cellTable} from '../../shared/formats/cells/cell-table.ts';
import {promptTable} from '../../shared/formats/cells/prompt-table.ts';
import {readPromptTemplates} from '../../shared/formats/cells/prompt-templates.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {sourceFiles, stage} from '../../shared/pipeline/stage.ts';

const count = () => z.int().positive();

/** Names that data sets give to what was not treated. */
const CONTROL = /^(ctrl|control|untreated|unstimulated|vehicle|dmso|mock|pbs|healthy|normal)$/i;

export default stage(import.meta.url, {
  summary: 'Write prompts and responses about cells, for several tasks in several wordings.',
  inputs: {
    sentences: cellSentences,
    cells: cellTable,
    split: cellSplit,
    templates: sourceFiles('wordings of prompts, one file a task: data/prompts', ['.yaml', '.yml']),
  },
  outputs: {prompts: promptTable, summary: stageSummary},
  params: z.strictObject({
    tasks: z
      .array(z.enum(PROMPT_TASKS))
      .min(1)
      .default([...PROMPT_TASKS])
      .describe('tasks of the prompts, as far as the cells have the labels for them'),
    topGenes: count()
      .default(100)
      .describe('genes of a generated sentence and of one shown in text'),
    wordGenes: count()
      .default(1000)
      .describe('genes that a prompt shows to a model with one token a gene'),
    organism: z.string().min(1).default('human').describe('named in every prompt'),
    control: z
      .string()
      .nullable()
      .default(null)
      .describe('condition that perturbations start from; found by its usual names where null'),
    cellsPerTissue: count().default(5).describe('cells of one prompt about their tissue'),
    seed: z.int().nonnegative().default(1).describe('seed of wordings and partners'),
  }),
  async run({inputs, outputs, params, log}) {
    const table = await inputs.cells.read();
    const splits = (await inputs.split.read()).map(({split}) => split);
    requireSameCells(table.length, splits);
    const longest = Math.max(params.topGenes, params.wordGenes);
    const cells = await gatherCells(await inputs.sentences.read(), table, splits, longest);
    const all = await readPromptTemplates(inputs.templates.paths);
    const templates = new Map([...all].filter(([task]) => params.tasks.includes(task)));
    const control = params.control ?? findControl(cells);
    const rows = writePrompts(cells, templates, {...params, control});
    if (rows.length === 0) {
      throw new Error(
        `no task of ${params.tasks.join(', ')} fits these cells with ${inputs.templates.paths.length} files of wordings. Give wordings for a task, or labels to the cells.`,
      );
    }
    await outputs.prompts.write(rows);
    const counts = countRows(rows);
    log.info(
      Object.entries(counts)
        .map(([what, n]) => `${n} ${what}`)
        .join(', '),
    );
    await outputs.summary.write({counts});
  },
});

function requireSameCells(cells: number, splits: readonly string[]): void {
  if (splits.length === cells && splits.every(split => CELL_SPLITS.includes(split as CellSplit)))
    return;
  throw new Error(
    `the split has ${splits.length} cells, the table ${cells}; expected the same cells, each in ${CELL_SPLITS.join(', ')}. Connect both to the same import-cells.`,
  );
}

async function gatherCells(
  {symbols, batches}: CellSentences,
  table: readonly CellRow[],
  splits: readonly string[],
  longest: number,
): Promise<PromptCell[]> {
  const cells: PromptCell[] = [];
  for await (const {firstCell, offsets, genes} of batches()) {
    for (let row = 0; row + 1 < offsets.length; row++) {
      const {cellId, label, tissue, condition, genes: expressed} = table[firstCell + row];
      const shown = genes.subarray(
        offsets[row],
        Math.min(offsets[row + 1], offsets[row] + longest),
      );
      cells.push({
        ...{cellId, tissue, condition, expressed, type: label},
        split: splits[firstCell + row] as CellSplit,
        genes: Array.from(shown, gene => symbols[gene]),
      });
    }
  }
  // A cell without a gene has no sentence.
  return cells.filter(({genes}) => genes.length > 0);
}

function findControl(cells: readonly PromptCell[]): string | null {
  const conditions = new Set(cells.map(({condition}) => condition));
  return [...conditions].find(condition => condition !== null && CONTROL.test(condition)) ?? null;
}

function countRows(rows: readonly PromptRow[]): Record<string, number> {
  const counts: Record<string, number> = {prompts: rows.length};
  for (const {task} of rows) counts[task] = (counts[task] ?? 0) + 1;
  return counts;
}
