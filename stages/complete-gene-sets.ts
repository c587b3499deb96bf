// Hides a part of every test set, as each protocol says, and lets one model complete it.
import {z} from 'zod';
import {ENGINE_ASSETS, engineParam} from '../shared/engines/engine-params.ts';
import {completions} from '../shared/formats/completions.ts';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {type GeneSetTable, genesOf} from '../shared/genes/sets/gene-set-table.ts';
import {LEAST_KNOWN_GENES} from '../shared/genes/tokens/mask-set.ts';
import {PROTOCOL_NAMES, protocolOf, seedsOf} from '../shared/genes/tokens/masking-protocols.ts';
import {geneTokens, type Vocabulary} from '../shared/genes/tokens/vocabulary.ts';
import {
  type CompletionTask,
  completeSets,
  type TestSet,
} from '../shared/models/completers/complete-sets.ts';
import {openCompleter} from '../shared/models/completers/open-completer.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {MODEL_ROLES} from '../shared/models/kinds/model-roles.ts';
import {stage} from '../shared/pipeline/stage.ts';

const params = z.strictObject({
  method: z.string().min(1).describe('name of the model in completions and results'),
  protocols: z
    .array(z.enum(PROTOCOL_NAMES))
    .min(1)
    .default([...PROTOCOL_NAMES])
    .describe('which genes of a set are shown and which are hidden: docs/scores.md'),
  seeds: z
    .array(z.int().nonnegative())
    .min(1)
    .default([1, 2, 3])
    .describe('seeds of the random parts; tcc, whose parts are fixed, samples with the first'),
  temperature: z
    .number()
    .nonnegative()
    .default(0.8)
    .describe(
      "divides the logits when sampling; 0 takes the most likely gene; nanoGPT's default is 0.8",
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
type Params = z.output<typeof params>;
type Rows = Parameters<typeof completions.write>[1];

export default stage(import.meta.url, {
  summary: 'Hide a part of each test set, under several protocols, and let the model complete it.',
  assets: ENGINE_ASSETS,
  inputs: {model: completionModel, vocabulary, testSets: geneSetTable},
  outputs: {completions, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log, metric, progress}) {
    const genes = await inputs.vocabulary.read();
    const tokens = geneTokens(genes);
    const {sets, tooFew} = readSets(await inputs.testSets.read(), tokens);
    if (sets.length === 0) {
      throw new Error(
        `${inputs.testSets.path}: none of ${tooFew} sets has ${LEAST_KNOWN_GENES} genes of the vocabulary, expected one to show and one to find. Are they human gene symbols?`,
      );
    }
    const model = await inputs.model.read();
    const completer = await openCompleter(model, params);
    log.info(completer.description);
    requireSameVocabulary(completer.vocabSize, genes);
    const tasks = listTasks(params);
    const total = tasks.length * sets.length;
    const method = {method: params.method, kind: model.kind, role: MODEL_ROLES[model.kind]};
    const rows: Rows = [];
    const started = performance.now();
    for (const task of tasks) {
      const before = rows.length;
      const onProgress = (done: number) => progress({done: before + done, total, unit: 'sets'});
      const labels = {...method, protocol: task.protocol.name, seed: task.seed};
      const completed = await completeSets(completer, sets, tokens, {...task, onProgress});
      rows.push(...completed.map(set => ({...labels, ...set})));
    }
    completer.dispose();
    metric('setsPerSecond', Math.round(rows.length / ((performance.now() - started) / 1000)));
    await outputs.completions.write(rows);
    const counts = countCompletions(rows, sets.length);
    const message = `sets with fewer than ${LEAST_KNOWN_GENES} genes of the vocabulary, left out`;
    const notes = tooFew > 0 ? [{message, count: tooFew}] : [];
    await outputs.summary.write({counts, notes});
    log.info(`${counts.sets} sets completed in ${tasks.length} ways`);
  },
});

/** The sets with enough known genes, in stored order, and how many have too few. */
function readSets(
  table: GeneSetTable,
  tokens: ReadonlyMap<string, number>,
): {sets: TestSet[]; tooFew: number} {
  const all = Array.from(table.setIds, (setId, row): TestSet => {
    const genes = Array.from(genesOf(table, row), gene => table.symbols[gene]);
    return {setId, library: table.libraries[row], name: table.names[row], genes};
  });
  const isKnown = (symbol: string) => tokens.has(symbol);
  const sets = all.filter(({genes}) => genes.filter(isKnown).length >= LEAST_KNOWN_GENES);
  return {sets, tooFew: all.length - sets.length};
}

/** One task for each protocol and seed; probabilities are computed for the first seed alone, at a second pass's cost. */
function listTasks({protocols, seeds, ...params}: Params): Omit<CompletionTask, 'onProgress'>[] {
  const {temperature, topK, topP, endsSets} = params;
  return protocols.map(protocolOf).flatMap(protocol =>
    seedsOf(protocol, seeds).map((seed, i) => ({
      ...{protocol, seed, sampling: {temperature, topK, topP, endsSets}},
      withProbabilities: i === 0,
    })),
  );
}

function requireSameVocabulary(vocabSize: number, {symbols}: Vocabulary): void {
  if (vocabSize === symbols.length) return;
  throw new Error(
    `The model knows ${vocabSize} tokens, the vocabulary has ${symbols.length}; expected the vocabulary that the model was trained with. Connect both to the same tokenize run.`,
  );
}

function countCompletions(rows: Rows, sets: number): Record<string, number> {
  const total = (count: (row: Rows[number]) => number) =>
    rows.reduce((sum, row) => sum + count(row), 0);
  return {
    sets,
    completions: rows.length,
    promptGenes: total(row => row.promptGenes.length),
    heldOutGenes: total(row => row.heldOutGenes.length + row.outsideGenes.length),
    outsideVocabulary: total(row => row.outsideGenes.length),
    generatedGenes: total(row => row.generatedGenes.length),
  };
}
