// Masks most of every test set, lets the model complete it, and ranks all genes by what the prompt suggests.
import {z} from 'zod';
import type {Completer} from '../shared/completers/completer.ts';
import {openCompleter} from '../shared/completers/open-completer.ts';
import {completionModel} from '../shared/formats/completion-model.ts';
import {completions} from '../shared/formats/completions.ts';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {type MaskedSet, maskSets} from '../shared/gpt/prompt.ts';
import {type StageContext, stage} from '../shared/pipeline/stage.ts';
import {ranksOf, topIndices} from '../shared/stats/score-order.ts';

const params = z.strictObject({
  maskShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe('share of each set that is hidden; ⌈(1 − maskShare)·n⌉ genes are shown'),
  temperature: z
    .number()
    .nonnegative()
    .default(0.8)
    .describe(
      "divides the logits when sampling; 0 takes the most likely gene; nanoGPT's default is 0.8",
    ),
  topK: z
    .int()
    .nonnegative()
    .default(200)
    .describe("sample among the k most likely genes, 0 for all; nanoGPT's default is 200"),
  topP: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('of those, sample among the fewest whose probabilities sum to this; 1 for all'),
  maxNewGenes: z
    .int()
    .positive()
    .default(500)
    .describe('genes generated for one set at most, as Talk Can Cells?'),
  seed: z.int().nonnegative().default(1).describe('seed of the masking and of the sampling'),
  engine: z
    .enum(['auto', 'native', 'wasm', 'tfjs'])
    .default('auto')
    .describe('compute engine of a GPT; auto takes the fastest that loads'),
});
type Params = z.output<typeof params>;

const inputs = {model: completionModel, vocabulary, test: tokenShard, testSets: geneSetTable};
const outputs = {completions, summary: stageSummary};
type Context = StageContext<typeof inputs, typeof outputs, Params>;

/** How many genes of a ranking are kept by name. */
const TOP_GENES = 100;
/** Sets ranked in one call; bounds memory to this many rows of V scores. */
const RANKING_BATCH = 64;

export default stage(import.meta.url, {
  summary: 'Hide most of each test set and let the model complete it.',
  assets: ['../core/{src,native,wasm}/**/*', '../core/binding.gyp'],
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params, log} = context;
    const {symbols} = await inputs.vocabulary.read();
    const masked = maskSets(await inputs.test.read(), params.maskShare, params.seed);
    const completer = await openCompleter(await inputs.model.read(), params);
    log.info(completer.description);
    const sampled = await generate(context, completer, masked);
    const names = await namesById(context);
    const toSymbols = (tokens: Int32Array) => Array.from(tokens, token => symbols[token]);
    const rows: Parameters<typeof outputs.completions.write>[0] = [];
    for (let from = 0; from < masked.length; from += RANKING_BATCH) {
      const part = masked.slice(from, from + RANKING_BATCH);
      const ranked = await completer.rank(part.map(({promptGenes}) => promptGenes));
      for (const [i, {setId, promptGenes, heldOutGenes}] of part.entries()) {
        const generated = sampled?.[from + i] ?? nameHidden(ranked[i], promptGenes.length, params);
        rows.push({
          setId,
          ...names(setId),
          promptGenes: toSymbols(promptGenes),
          heldOutGenes: toSymbols(heldOutGenes),
          generatedGenes: toSymbols(generated),
          topGenes: toSymbols(topIndices(ranked[i], TOP_GENES)),
          heldOutRanks: Array.from(ranksOf(ranked[i], heldOutGenes)),
        });
      }
    }
    completer.dispose();
    await outputs.completions.write(rows);
    const counts = countCompletions(rows);
    await outputs.summary.write({stage: 'complete-gene-sets', counts, notes: []});
    log.info(`${counts.sets} sets completed, ${counts.generatedGenes} genes generated`);
  },
});

/** Genes sampled for every set, of a model that knows an end. */
async function generate(
  {params, metric, progress}: Context,
  {generate}: Completer,
  masked: MaskedSet[],
): Promise<Int32Array[] | undefined> {
  if (!generate) return undefined;
  const started = performance.now();
  const generated = await generate(masked, {
    ...params,
    onProgress: done => progress({done, total: masked.length, unit: 'sets'}),
  });
  const genes = generated.reduce((sum, {length}) => sum + length, 0);
  metric('tokensPerSecond', Math.round(genes / ((performance.now() - started) / 1000)));
  return generated;
}

/** Without an end of its own a model names as many of its best genes as the mask share says are hidden. */
function nameHidden(
  scores: Float64Array,
  shown: number,
  {maskShare, maxNewGenes}: Params,
): Int32Array {
  const hidden = Math.round((shown * maskShare) / (1 - maskShare));
  return topIndices(scores, Math.min(hidden, maxNewGenes));
}

async function namesById({
  inputs,
}: Context): Promise<(setId: number) => {library: string; name: string}> {
  const table = await inputs.testSets.read();
  const rows = new Map(Array.from(table.setIds, (setId, row) => [setId, row]));
  return setId => {
    const row = rows.get(setId);
    if (row === undefined) {
      throw new Error(
        `${inputs.testSets.path}: set ${setId} of the tokens is missing; connect testSets and test to the same split`,
      );
    }
    return {library: table.libraries[row], name: table.names[row]};
  };
}

function countCompletions(
  rows: {promptGenes: string[]; heldOutGenes: string[]; generatedGenes: string[]}[],
): Record<string, number> {
  const total = (pick: (row: (typeof rows)[number]) => string[]) =>
    rows.reduce((sum, row) => sum + pick(row).length, 0);
  return {
    sets: rows.length,
    promptGenes: total(row => row.promptGenes),
    heldOutGenes: total(row => row.heldOutGenes),
    generatedGenes: total(row => row.generatedGenes),
  };
}
