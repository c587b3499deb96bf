// Synthetic scores of a few methods on a few hundred sets, summarized as the score stage does.

import {protocolOf} from '../../shared/genes/tokens/masking-protocols.ts';
import {createBackgrounds} from '../../shared/scores/background.ts';
import type {MethodIdentity} from '../../shared/scores/method-roles.ts';
import type {Prediction, TestSet} from '../../shared/scores/score-completion.ts';
import {scoreProtocol} from '../../shared/scores/score-methods.ts';
import type {ScoreResults, SetScore} from '../../shared/scores/score-results.ts';
import {keepBootstraps} from '../../shared/stats/bootstrap.ts';
import {createRandom} from '../../shared/stats/random.ts';

const GENES = 2000;
const SEEDS = [1, 2];
const bootstrap = {resamples: 100, seed: 1, level: 0.95};

/** Chance that each method names a hidden gene; the first is the one that others are compared with. */
export type Skills = Record<string, number>;

/** Scores of the methods on `sets` sets under two protocols; higher skill, more hits and better ranks. */
export function syntheticScores(
  skills: Skills,
  sets: number,
  resamples = bootstrap.resamples,
): {results: ScoreResults; scores: SetScore[]} {
  const facts = {
    geneSets: Int32Array.from({length: GENES + 1}, (_, token) => GENES - token),
    proteinCoding: Uint8Array.from({length: GENES + 1}, (_, token) => Number(token > 0)),
  };
  const drawn = {...bootstrap, resamples};
  const options = {
    significance: 0.05,
    bootstrapOf: keepBootstraps(drawn),
    reference: Object.keys(skills)[0],
  };
  const results: ScoreResults = {
    methods: Object.fromEntries(Object.keys(skills).map(method => [method, identityOf(method)])),
    protocols: {},
    provenance: {
      ...{significance: 0.05, bootstrap: drawn, trainingSets: 10},
      ...{vocabulary: GENES + 1, models: {}, sources: {}},
    },
  };
  const scores: SetScore[] = [];
  for (const name of ['tcc', 'shuffled-20'] as const) {
    const protocol = protocolOf(name);
    const seeds = name === 'tcc' ? SEEDS.slice(0, 1) : SEEDS;
    const runs = seeds.map(seed => runOf(skills, sets, seed));
    const backgrounds = createBackgrounds(protocol.background, facts, runs[0].sets);
    const scored = scoreProtocol(protocol, backgrounds, runs, options);
    results.protocols[name] = scored.results;
    scores.push(...scored.scores);
  }
  return {results, scores};
}

/** By the names that pipeline.yaml gives its methods. */
const IDENTITIES: Record<string, MethodIdentity> = {
  'stack-models': {kind: 'stack', role: 'ensemble'},
  'mix-models': {kind: 'mixture', role: 'ensemble'},
  'train-gpt': {kind: 'gpt', role: 'language model'},
  'train-nearest-sets': {kind: 'nearest-sets', role: 'lookup'},
  'train-popularity': {kind: 'popularity', role: 'floor'},
  chance: {kind: 'chance', role: 'floor'},
};

function identityOf(method: string): MethodIdentity {
  return IDENTITIES[method] ?? {kind: method, role: 'baseline'};
}

function runOf(skills: Skills, count: number, seed: number) {
  const sets = Array.from({length: count}, (_, setId) => testSet(setId));
  const predictions = Object.entries(skills).map(([method, skill]): [string, Prediction[]] => [
    method,
    sets.map(set => predict(set, skill, seed)),
  ]);
  return {seed, sets, predictions: new Map(predictions)};
}

function testSet(setId: number): TestSet {
  const random = createRandom(setId);
  const size = 5 + random.int(60);
  return {
    setId,
    library: setId % 3 === 0 ? 'toy' : 'other toy',
    promptGenes: Int32Array.of(1, 2),
    heldOutGenes: Int32Array.from({length: size}, (_, i) => 10 + i),
    outsideVocabulary: 0,
    maxJaccard: random.next(),
  };
}

function predict({setId, heldOutGenes}: TestSet, skill: number, seed: number): Prediction {
  const random = createRandom(setId, seed);
  const generatedGenes = heldOutGenes.map(gene => (random.next() < skill ? gene : gene + 1000));
  const rankable = random.shuffle(Int32Array.from({length: GENES - 2}, (_, i) => i + 1));
  const heldOutRanks = Array.from(heldOutGenes, (_, i) => Math.ceil(rankable[i] * (1.01 - skill)));
  return {generatedGenes, heldOutRanks};
}
