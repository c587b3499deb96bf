// The decomposition that embeddings start from, on the core and in 64 bits without it, in one run: seconds, processor
// seconds, how far apart what they find lies, and what fewer rounds are worth.
//   npx tsx bench/svd-start.ts --tokens artifacts/tokenize/latest --rank 255
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {loadEngine} from '../shared/engines/load.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {maskSets} from '../shared/genes/tokens/mask-shard.ts';
import {leadingDirections} from '../shared/models/training/leading-directions.ts';
import {
  type RightSingularVectors,
  rightSingularVectors,
} from '../shared/stats/decompositions/truncated-svd.ts';
import {recallAt} from '../shared/stats/ranking-scores.ts';
import {ranksOf} from '../shared/stats/score-order.ts';

const {values} = parseArgs({
  options: {
    tokens: {type: 'string', default: 'artifacts/tokenize/latest'},
    rank: {type: 'string', default: '255'},
  },
});
const SEED = 1;
const rank = Number(values.rank);
const {offsets, tokens, setIds, vocabSize} = await tokenShard.read(
  join(values.tokens, 'training.arrow'),
);
const V = vocabSize!;
const matrix = {offsets, members: Int32Array.from(tokens), values: scaled()};
const {engine} = await loadEngine('auto');
console.log(`${setIds.length} sets, ${tokens.length} memberships, ${V} tokens, rank ${rank}`);
console.log(engine.description);

const onCore = (iterations: number) =>
  leadingDirections({engine}, matrix, V, {rank, seed: SEED, iterations});
const core = await time('on the core, 4 rounds', () => onCore(4));
const plain = await time('in 64 bits without it, 4 rounds', () =>
  rightSingularVectors(
    {...matrix, rowCount: setIds.length, columnCount: V, columns: matrix.members},
    rank,
    SEED,
  ),
);
console.log(
  `a vector of the core lies outside the other span by ${largestRest(core, plain).toExponential(1)} at most`,
);
const sets = setsOfTokens();
const masked = maskSets(
  await tokenShard.read(join(values.tokens, 'validation.arrow')),
  0.8,
  SEED,
).filter(({promptGenes, heldOutGenes}) => promptGenes.length > 0 && heldOutGenes.length > 0);
for (const rounds of [1, 2, 3, 4]) {
  const recall = meanRecall(rounds === 4 ? core : await onCore(rounds));
  console.log(
    `${rounds} rounds: recall@50 of ${masked.length} validation sets, a fifth shown, ${recall.toFixed(4)}`,
  );
}

/** How well the vectors alone, without training, rank the hidden genes: the shown ones' projection onto their span. */
function meanRecall({vectors, values: singular}: RightSingularVectors): number {
  const recalls = masked.map(({promptGenes, heldOutGenes}) => {
    const place = singular.map((value, k) =>
      promptGenes.reduce((sum, p) => sum + (value * vectors[p * rank + k]) / Math.sqrt(sets[p]), 0),
    );
    const scores = new Float64Array(V);
    for (let g = 0; g < V; g++) {
      for (let k = 0; k < rank; k++) scores[g] += vectors[g * rank + k] * place[k];
      scores[g] *= Math.sqrt(sets[g]);
    }
    for (const gene of [0, ...promptGenes]) scores[gene] = Number.NEGATIVE_INFINITY;
    return recallAt(ranksOf(scores, heldOutGenes), 50);
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

function setsOfTokens(): Float64Array {
  const counts = new Float64Array(V);
  for (const token of tokens) counts[token]++;
  return counts;
}

/** As shared/models/gpt/initial-embeddings.ts scales sets and genes. */
function scaled(): Float32Array {
  const sets = setsOfTokens();
  const weights = new Float32Array(tokens.length);
  for (let r = 0; r + 1 < offsets.length; r++) {
    const size = offsets[r + 1] - offsets[r];
    for (let i = offsets[r]; i < offsets[r + 1]; i++) {
      weights[i] = 1 / Math.sqrt(size * sets[tokens[i]]);
    }
  }
  return weights;
}

async function time<Result>(name: string, run: () => Result | Promise<Result>): Promise<Result> {
  const started = performance.now();
  const before = process.cpuUsage();
  const result = await run();
  const {user, system} = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${name}: ${seconds.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processors`,
  );
  return result;
}

/** The longest part of every eighth vector of `a` that lies outside the span of `b`; both are orthonormal. */
function largestRest(a: RightSingularVectors, b: RightSingularVectors): number {
  let largest = 0;
  for (let k = 0; k < rank; k += 8) {
    const rest = Float64Array.from({length: V}, (_, g) => a.vectors[g * rank + k]);
    const parts = new Float64Array(rank);
    for (let g = 0; g < V; g++) {
      for (let j = 0; j < rank; j++) parts[j] += rest[g] * b.vectors[g * rank + j];
    }
    for (let g = 0; g < V; g++) {
      for (let j = 0; j < rank; j++) rest[g] -= parts[j] * b.vectors[g * rank + j];
    }
    largest = Math.max(largest, Math.sqrt(rest.reduce((sum, x) => sum + x * x, 0)));
  }
  return largest;
}
