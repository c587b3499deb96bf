// Packs a trained stack and all that completing a set needs into one file, NAME.geneglot, and compares its answers with
// the stack's.
import {stat} from 'node:fs/promises';
import {z} from 'zod';
import {GeneModel, type ModelAbout} from '../run/geneglot.mjs';
import {completions} from '../shared/formats/completions.ts';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {geneTable} from '../shared/formats/gene-table.ts';
import {modelFile} from '../shared/formats/model-file.ts';
import {modelFileScores} from '../shared/formats/model-file-scores.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {
  type ProtocolName,
  protocolOf,
  USUAL_PROTOCOLS,
} from '../shared/genes/tokens/masking-protocols.ts';
import type {CompletionModel} from '../shared/models/kinds/completion-model.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import type {StackModel} from '../shared/models/kinds/stack.ts';
import {answerByFile, compareAnswers} from '../shared/models/model-file/compare-answers.ts';
import {describeOrigin} from '../shared/models/model-file/describe-origin.ts';
import {packStack} from '../shared/models/model-file/pack-stack.ts';
import {scoreByNearness} from '../shared/models/model-file/score-by-nearness.ts';
import {stage} from '../shared/pipeline/stage.ts';
import {createRandom} from '../shared/stats/random.ts';

/** The protocol that the report and README speak of. */
const USUAL_PROTOCOL = 'shuffled-20';

const params = z.strictObject({
  title: z
    .string()
    .min(1)
    .default('human gene sets')
    .describe('what the model is called where it answers'),
  levels: z
    .int()
    .min(1)
    .max(127)
    .default(31)
    .describe('values on each side of zero that a weight may take; fewer make a smaller file'),
  protocol: z
    .enum(USUAL_PROTOCOLS)
    .optional()
    .describe(
      `protocol whose first seed's completions the file's answers are compared with; ${USUAL_PROTOCOL} where there is such, else the first there is`,
    ),
  comparedSets: z
    .int()
    .min(1)
    .default(300)
    .describe(
      'test sets, at most, that the file completes to be compared with the stack, drawn at random',
    ),
  sources: z
    .array(z.strictObject({title: z.string(), licence: z.string(), url: z.string()}))
    .default([])
    .describe('where the gene sets and genes come from, as the file states it'),
});

export default stage(import.meta.url, {
  summary:
    'Pack a trained stack into one file that completes sets anywhere, and compare their answers.',
  inputs: {
    model: completionModel,
    vocabulary,
    genes: geneTable,
    training: geneSetTable,
    completions,
  },
  outputs: {modelFile, scores: modelFileScores, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log, progress, lineage}) {
    const words = await inputs.vocabulary.read();
    const {model, parts} = packStack({
      model: requireStack(await inputs.model.read(), inputs.model.path),
      symbols: words.symbols,
      genes: await inputs.genes.read(),
      training: await inputs.training.read(),
      levels: params.levels,
    });
    const about: ModelAbout = {
      title: params.title,
      sources: params.sources,
      origin: describeOrigin(lineage),
      model,
    };
    const {protocol, rows: stack} = await firstSeed(inputs.completions, params.protocol);
    const packed = new GeneModel({about, parts}, params.title);
    const drawn = drawRows(stack, params.comparedSets);
    const answers = answerByFile(packed, drawn, protocol, done =>
      progress({done, total: drawn.length, unit: 'sets'}),
    );
    const compared = {
      ...compareAnswers(drawn, answers, words),
      // The file's own ranks would differ by rounding alone, as the comparison shows, and take half a second a set of a corpus.
      nearness: scoreByNearness(packed, stack),
    };
    const file = {about: {...about, scores: compared}, parts};
    await outputs.modelFile.write(file);
    const {size: bytes} = await stat(outputs.modelFile.path);
    await outputs.scores.write({...compared, bytes});
    await outputs.summary.write({counts: {bytes, parts: parts.size, sets: compared.sets}});
    log.info(
      `${(bytes / 1e6).toFixed(1)} MB; recall@50 ${compared.file.recallAt50.toFixed(4)}, the stack ${compared.stack.recallAt50.toFixed(4)}, over ${compared.sets} test sets`,
    );
  },
});

function requireStack(model: CompletionModel, path: string): StackModel<CompletionModel> {
  if (model.kind === 'stack') return model;
  throw new Error(
    `${path}: found a model of kind ${model.kind}, expected a stack. Connect stack-models.model.`,
  );
}

/** So many rows at most, in their order. */
function drawRows<Row>(rows: readonly Row[], most: number): Row[] {
  const places = createRandom(1).shuffle(Int32Array.from(rows.keys())).subarray(0, most).sort();
  return Array.from(places, place => rows[place]);
}

/** The completions of one protocol's first seed. */
async function firstSeed(
  input: {path: string; read(): ReturnType<typeof completions.read>},
  wanted: ProtocolName | undefined,
) {
  const all = await input.read();
  const isUsual = all.some(({protocol}) => protocol === USUAL_PROTOCOL);
  const first = isUsual ? USUAL_PROTOCOL : all[0]?.protocol;
  const name = wanted ?? USUAL_PROTOCOLS.find(known => known === first);
  const rows = all.filter(({protocol}) => protocol === name);
  if (name && rows.length > 0) {
    return {protocol: protocolOf(name), rows: rows.filter(({seed}) => seed === rows[0].seed)};
  }
  throw new Error(
    `${input.path}: found no completion${name ? ` under ${name}` : ''}, expected those of the stack. Add the protocol to protocols of complete-gene-sets.`,
  );
}
