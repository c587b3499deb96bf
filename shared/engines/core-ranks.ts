// The network that ranks genes over a compiled core: checks input, writes the flat arrays of a call.
import type {RankedGenes, RankNetwork} from './contract/rank-network.ts';
import type {Core, MatrixReply} from './core.ts';
import {joinFloats, joinInts} from './requests.ts';
import {setInts} from './set-requests.ts';
import {requireCases, requireFeatures, requireNetwork} from './validation/validate-ranks.ts';

export async function rankGradient(
  core: Core,
  network: RankNetwork,
  cases: readonly RankedGenes[],
): Promise<Float32Array> {
  requireNetwork(network);
  const {inputs, hidden, weights} = network;
  requireCases(cases, inputs);
  const marks = cases.map(({relevant}) => relevant);
  const ints = joinInts([inputs, hidden], ...setInts(marks));
  const floats = joinFloats([weights, ...cases.map(({features}) => features)]);
  return resultOf(await core.runMatrix('rankGradient', ints, floats)).slice(0, weights.length);
}

export async function rankScores(
  core: Core,
  network: RankNetwork,
  features: Float32Array,
): Promise<Float32Array> {
  requireNetwork(network);
  const {inputs, hidden, weights} = network;
  const n = requireFeatures(features, inputs);
  const floats = joinFloats([weights, features]);
  const scored = resultOf(
    await core.runMatrix('rankScores', Int32Array.of(inputs, hidden, n), floats),
  );
  const scores = new Float32Array(n);
  for (let i = 0; i < n; i++) scores[i] = scored[weights.length + i * inputs];
  return scores;
}

function resultOf({outcome, floats}: MatrixReply): Float32Array {
  if (outcome < 0) throw new Error('there is not enough memory to rank these genes');
  return floats;
}
