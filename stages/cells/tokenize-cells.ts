// Writes cells as token sets, so that every stage that trains on gene sets trains on cells.
import {z} from 'zod';
import {drawSome} from '../../shared/cells/gather-cells.ts';
import {tokenizeCells} from '../../shared/cells/tokenize-cells.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {tokenShard} from '../../shared/formats/token-shard.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {stage} from '../../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: "Write training and validation cells as sets of their highest genes' tokens.",
  inputs: {matrix: cellMatrix, split: cellSplit},
  outputs: {vocabulary, training: tokenShard, validation: tokenShard, summary: stageSummary},
  params: z.strictObject({
    topGenes: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe('genes of each cell, the highest; null for all'),
    maxTrainingCells: z
      .int()
      .positive()
      .default(50_000)
      .describe('training cells at most, drawn at random: all of them are in memory'),
    maxValidationCells: z
      .int()
      .positive()
      .default(1000)
      .describe('validation cells at most, drawn at random: every look at the loss reads them all'),
    seed: z
      .int()
      .nonnegative()
      .default(1)
      .describe('seed of the draw and of the order of equally expressed genes'),
  }),
  async run({inputs, outputs, params, log}) {
    const split = await inputs.split.read();
    const rowsOf = (name: string) => split.filter(row => row.split === name).map(({cell}) => cell);
    const all = {training: rowsOf('training'), validation: rowsOf('validation')};
    const rows = {
      training: drawSome(all.training, params.maxTrainingCells, params.seed, 0),
      validation: drawSome(all.validation, params.maxValidationCells, params.seed, 1),
    };
    const tokenized = await tokenizeCells(await inputs.matrix.read(), rows, params);
    await outputs.vocabulary.write(tokenized.vocabulary);
    await outputs.training.write(tokenized.training);
    await outputs.validation.write(tokenized.validation);
    const counts = {
      vocabulary: tokenized.vocabulary.symbols.length,
      trainingCells: rows.training.length,
      validationCells: rows.validation.length,
      trainingTokens: tokenized.training.tokens.length,
      validationTokens: tokenized.validation.tokens.length,
    };
    const left = all.training.length - rows.training.length;
    const notes =
      left > 0 ? [{message: 'training cells not drawn (maxTrainingCells)', count: left}] : [];
    log.info(
      `${counts.trainingCells} training and ${counts.validationCells} validation cells, ${counts.trainingTokens} and ${counts.validationTokens} tokens`,
    );
    for (const {message, count} of notes) log.info(`${count} ${message}`);
    await outputs.summary.write({counts, notes});
  },
});
