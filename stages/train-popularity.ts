// "Trains" the plainest baseline: the genes of most training sets, whatever the prompt. Stands in for train-gpt.
import {z} from 'zod';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {countGenes, geneSetCounts} from '../shared/models/baselines/gene-index.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {stage} from '../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Count how many training sets hold each gene, as a model that completes by popularity.',
  inputs: {vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params: z.strictObject({}),
  async run({inputs, outputs}) {
    const {symbols} = await inputs.vocabulary.read();
    const counts = countGenes(await inputs.training.read(), symbols.length);
    const geneSets = geneSetCounts(counts);
    await outputs.model.write({kind: 'popularity', setCount: counts.setCount, geneSets});
    await outputs.summary.write({
      counts: {trainingSets: counts.setCount},
    });
  },
});
