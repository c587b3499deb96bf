// "Trains" a model in train-gpt's place that completes by the names of genes: it lists which genes share a word.
import {z} from 'zod';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {genesByWord} from '../shared/models/baselines/gene-names.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {stage} from '../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'List which genes share words of their names, as a model that completes by names.',
  inputs: {vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params: z.strictObject({}),
  async run({inputs, outputs}) {
    const {symbols, geneSets, geneNames} = await inputs.vocabulary.read();
    const names = geneNames ?? symbols.map(() => '');
    const words = genesByWord(symbols, names);
    const [setCount] = geneSets;
    await outputs.model.write({
      ...{kind: 'gene-names', vocabSize: symbols.length, setCount},
      geneSets: Float32Array.from(geneSets),
      words,
    });
    const unnamed = names.filter((name, token) => token > 0 && name === '').length;
    await outputs.summary.write({
      counts: {trainingSets: setCount, words: words.setIds.length},
      notes:
        unnamed > 0
          ? [
              {
                message: 'genes without a name: only the letters of their symbols count',
                count: unnamed,
              },
            ]
          : [],
    });
  },
});
