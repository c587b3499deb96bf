// What a model file makes of test sets, beside what the whole stack made of them: the same questions, scored alike.
import type {AnswerScores, GeneModel, ModelScores} from '../../../run/geneglot.mjs';
import {namedCount, type Protocol} from '../../genes/tokens/masking-protocols.ts';
import type {Vocabulary} from '../../genes/tokens/vocabulary.ts';
import {createBackgrounds} from '../../scores/background.ts';
import {
  CALIBRATION_BINS,
  type ChancedCompletion,
  equalCountBins,
  expectedCalibrationError,
  outcomesOf,
} from '../../scores/calibration.ts';
import {CompletionGatherer} from '../../scores/gather-completions.ts';
import {scoreProtocol} from '../../scores/score-methods.ts';
import {keepBootstraps} from '../../stats/bootstrap.ts';
import {ranksOf, topIndices} from '../../stats/score-order.ts';
import {orderAll} from '../completers/ensembles/stack-completer.ts';
import {softmax} from '../completers/to-probabilities.ts';

type Row = Parameters<CompletionGatherer['add']>[1][number] & ChancedCompletion;

const SIGNIFICANCE = 0.05;
const BOOTSTRAP = {resamples: 1000, seed: 1, level: 0.95};
const FILE = 'model file';

/** The file's answers to the questions of the stack's completions, all under one protocol. */
export function answerByFile(
  model: GeneModel,
  rows: readonly Row[],
  protocol: Protocol,
  onProgress: (done: number) => void,
): Row[] {
  return rows.map((row, done) => {
    onProgress(done);
    return {...row, method: FILE, ...answer(model, row, protocol)};
  });
}

function answer(model: GeneModel, row: Row, protocol: Protocol): Partial<Row> {
  const prompt = Int32Array.from(row.promptGenes);
  const {genes, scores, lead} = model.score(prompt);
  const all = orderAll(genes, scores, lead, prompt);
  const count = namedCount(protocol, prompt.length);
  const named = topIndices(all, count);
  const shares = new Map(Array.from(softmax(scores), (share, i) => [genes[i], share]));
  return {
    generatedGenes: Array.from(named),
    generatedChances: Array.from(named, gene => model.chance((shares.get(gene) ?? 0) * count)),
    heldOutRanks: Array.from(ranksOf(all, Int32Array.from(row.heldOutGenes))),
  };
}

/** Scores both; `rows` of one protocol and seed, in the same order. */
export function compareAnswers(
  stack: readonly Row[],
  file: readonly Row[],
  vocabulary: Vocabulary,
): ModelScores {
  // Likeness to training sets parts no strata here.
  const gatherer = new CompletionGatherer(vocabulary.symbols.length, () => 0);
  gatherer.add('the completions of the stack', stack);
  gatherer.add('the answers of the model file', file);
  const [{protocol, runs}] = gatherer.finish();
  const backgrounds = createBackgrounds(protocol.background, vocabulary, runs[0].sets);
  const [reference] = runs[0].predictions.keys();
  const options = {significance: SIGNIFICANCE, bootstrapOf: keepBootstraps(BOOTSTRAP), reference};
  const {results} = scoreProtocol(protocol, backgrounds, runs, options);
  const scoresOf = (method: string, rows: readonly Row[]): AnswerScores => ({
    recallAt50: results.methods[method].recallAt50 ?? 0,
    significant: results.methods[method].significant ?? 0,
    calibrationError: expectedCalibrationError(
      equalCountBins(outcomesOf(rows), CALIBRATION_BINS, {...BOOTSTRAP, resamples: 0}),
    ),
  });
  const difference = results.differences.methods[FILE];
  const interval = difference.intervals.recallAt50;
  return {
    ...{protocol: protocol.name, seed: runs[0].seed, sets: results.sets},
    stack: scoresOf(reference, stack),
    file: scoresOf(FILE, file),
    recallAt50Difference: difference.recallAt50 ?? 0,
    ...(interval && {interval}),
  };
}
