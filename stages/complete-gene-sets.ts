// Hides a part of every test set, as each protocol says, and lets one model complete it.
import {z} from 'zod';
import {ENGINE_ASSETS, engineParam} from '../shared/engines/engine-params.ts';
import {completions} from '../shared/formats/completions.ts';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import type {Vocabulary} from '../shared/genes/tokens/vocabulary.ts';
import {completeSets} from '../shared/models/completers/complete-sets.ts';
import {openCompleter} from '../shared/models/completers/open-completer.ts';
import {questionParams} from '../shared/models/completers/question-params.ts';
import {readQuestions} from '../shared/models/completers/read-questions.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {MODEL_ROLES} from '../shared/models/kinds/model-roles.ts';
import {optionalMany, stage} from '../shared/pipeline/stage.ts';

const params = z.strictObject({
  method: z.string().min(1).describe('name of the model in completions and results'),
  ...questionParams,
  temperature: z
    .number()
    .nonnegative()
    .default(0)
    .describe(
      "divides the logits when sampling; 0 takes the most likely gene; nanoGPT's default is 0.8",
    ),
  atOnce: z
    .boolean()
    .default(true)
    .describe(
      'let a GPT write the genes that it finds most likely after the prompt, all at once; false or endsSets: one after another, each given those before, as temperature, topK and topP say',
    ),
  endsSets: z
    .boolean()
    .default(false)
    .describe(
      'let a GPT end sets by itself, as Talk Can Cells? does; else it writes as many genes as every method names',
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
  engine: engineParam.describe('compute engine of a GPT; auto takes the fastest that loads'),
});
type Rows = Parameters<typeof completions.write>[1];

export default stage(import.meta.url, {
  summary: 'Hide a part of each test set, under several protocols, and let the model complete it.',
  assets: ENGINE_ASSETS,
  // Older versions of the test sets, for the protocol additions.
  inputs: {
    model: completionModel,
    vocabulary,
    testSets: geneSetTable,
    olderSets: optionalMany(geneSetTable),
  },
  outputs: {completions, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log, metric, progress}) {
    const {genes, tokens, rounds, notes} = await readQuestions(inputs, params);
    const model = await inputs.model.read();
    const completer = await openCompleter(model, params);
    log.info(completer.description);
    requireSameVocabulary(completer.vocabSize, genes);
    const total = rounds.reduce((sum, {sets}) => sum + sets.length, 0);
    const {temperature, topK, topP, endsSets, atOnce} = params;
    const sampling = {temperature, topK, topP, endsSets, atOnce};
    const method = {method: params.method, kind: model.kind, role: MODEL_ROLES[model.kind]};
    const rows: Rows = [];
    const started = performance.now();
    for (const {protocol, seed, isFirst, sets} of rounds) {
      const before = rows.length;
      const onProgress = (done: number) => progress({done: before + done, total, unit: 'sets'});
      const labels = {...method, protocol: protocol.name, seed};
      // Probabilities cost a second pass.
      const task = {protocol, seed, sampling, withProbabilities: isFirst, onProgress};
      const completed = await completeSets(completer, sets, tokens, task);
      for (const set of completed) rows.push({...labels, ...set});
    }
    completer.dispose();
    metric('setsPerSecond', Math.round(rows.length / ((performance.now() - started) / 1000)));
    await outputs.completions.write(rows);
    const counts = countCompletions(rows);
    await outputs.summary.write({counts, notes});
    log.info(`${counts.sets} sets completed in ${rounds.length} ways`);
  },
});

function requireSameVocabulary(vocabSize: number, {symbols}: Vocabulary): void {
  if (vocabSize === symbols.length) return;
  throw new Error(
    `The model knows ${vocabSize} tokens, the vocabulary has ${symbols.length}; expected the vocabulary that the model was trained with. Connect both to the same tokenize run.`,
  );
}

function countCompletions(rows: Rows): Record<string, number> {
  const total = (count: (row: Rows[number]) => number) =>
    rows.reduce((sum, row) => sum + count(row), 0);
  return {
    sets: new Set(rows.map(({setId}) => setId)).size,
    completions: rows.length,
    promptGenes: total(row => row.promptGenes.length),
    heldOutGenes: total(row => row.heldOutGenes.length + row.outsideGenes.length),
    outsideVocabulary: total(row => row.outsideGenes.length),
    generatedGenes: total(row => row.generatedGenes.length),
  };
}
