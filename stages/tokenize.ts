// Turns the three splits into token ids over one vocabulary.
import {z} from 'zod';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {geneTable} from '../shared/formats/gene-table.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {setCount} from '../shared/genes/sets/gene-set-table.ts';
import {PROTEIN_CODING} from '../shared/genes/symbols/symbol-table.ts';
import {addWords, buildVocabulary} from '../shared/genes/tokens/build-vocabulary.ts';
import {toTokens} from '../shared/genes/tokens/tokenize.ts';
import {stage} from '../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Give every gene a token and write the splits as token ids.',
  inputs: {
    training: geneSetTable,
    validation: geneSetTable,
    test: geneSetTable,
    genes: geneTable,
  },
  outputs: {
    vocabulary,
    training: tokenShard,
    validation: tokenShard,
    test: tokenShard,
    summary: stageSummary,
  },
  params: z.strictObject({
    minWordNames: z
      .int()
      .nonnegative()
      .default(5)
      .describe(
        'names of training sets and genes that hold a word, at least, for it to have a token; 0 for no words',
      ),
  }),
  async run({inputs, outputs, params, log}) {
    const training = await inputs.training.read();
    const validation = await inputs.validation.read();
    const test = await inputs.test.read();
    const genes = await inputs.genes.read();
    if (setCount(training) === 0) {
      throw new Error(
        'the training split holds no sets; expected at least one. Check the split stage.',
      );
    }
    const coding = genes.filter(({locusGroup}) => locusGroup === PROTEIN_CODING);
    const geneTokens = buildVocabulary(
      training,
      [validation, test],
      new Set(coding.map(({symbol}) => symbol)),
    );
    const names = new Map(genes.map(({symbol, name}) => [symbol, name ?? '']));
    const tokens =
      params.minWordNames > 0
        ? addWords(geneTokens, training, names, params.minWordNames)
        : geneTokens;
    await outputs.vocabulary.write(tokens);
    await outputs.training.write(toTokens(training, tokens));
    await outputs.validation.write(toTokens(validation, tokens));
    await outputs.test.write(toTokens(test, tokens));
    const unseen = tokens.geneSets.filter(count => count === 0).length;
    const counts = {
      vocabulary: tokens.symbols.length,
      ...(tokens.words && {words: tokens.words.length}),
      proteinCoding: tokens.proteinCoding.reduce((sum, coding) => sum + coding, 0),
      trainingTokens: training.genes.length,
      validationTokens: validation.genes.length,
      testTokens: test.genes.length,
    };
    log.info(
      `${counts.vocabulary} tokens (end token included), ${counts.proteinCoding} protein-coding genes`,
    );
    const notes =
      unseen > 0 ? [{message: 'genes in held-out sets only, never trained on', count: unseen}] : [];
    for (const {message, count} of notes) log.info(`${count} ${message}`);
    await outputs.summary.write({counts, notes});
  },
});
