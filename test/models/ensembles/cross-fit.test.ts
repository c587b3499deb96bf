import {describe, expect, test} from '@jest/globals';
import {loadEngine} from '../../../shared/engines/load.ts';
import {crossFit, scoreRankings} from '../../../shared/models/ensembles/cross-fit.ts';
import {fitRankNetwork, type RankCase} from '../../../shared/models/ensembles/fit-rank-network.ts';
import {scoreCases} from '../../../shared/models/ensembles/rank-network.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const {engine} = await loadEngine('auto');
const options = {hiddenUnits: 4, epochs: 30, learningRate: 0.02, weightDecay: 0, seed: 2};

describe('scores by networks that never saw a set', () => {
  // Each set has a feature of its own that gives its hidden genes away; only a network that saw the set knows it.
  const sets = 12;
  const cases = Array.from({length: 2 * sets}, (_, i): RankCase => {
    const random = createRandom(50 + i);
    const set = i % sets;
    const features = new Float32Array(10 * sets);
    const relevant = new Uint8Array(10);
    for (let gene = 0; gene < 10; gene++) {
      relevant[gene] = Number(random.next() < 0.5);
      features[gene * sets + set] = relevant[gene] === 1 ? 1 : -1;
    }
    relevant[0] = 1;
    const hidden = relevant.reduce((sum, value) => sum + value, 0);
    return {set, hidden, features, relevant};
  });

  test('know nothing of the set', async () => {
    const knowing = await fitRankNetwork(engine, cases, sets, options);
    const seen = await scoreCases(engine, knowing, cases);
    expect(scoreRankings(cases, seen).averagePrecision).toBeGreaterThan(0.95);
    const unseen = await crossFit(engine, cases, sets, 3, options);
    // Of ten genes in random order, half of them hidden, six in ten are what chance gives.
    expect(scoreRankings(cases, unseen).averagePrecision).toBeLessThan(0.8);
  });
});

describe('scores of rankings', () => {
  test('count hidden genes outside the pool as missed', () => {
    const relevant = Uint8Array.of(0, 1, 1);
    const found = scoreRankings([{relevant, hidden: 4}], [Float64Array.of(2, 3, 1)]);
    expect(found.recallAt50).toBeCloseTo(0.5, 12);
    expect(found.averagePrecision).toBeCloseTo((1 / 1 + 2 / 3) / 4, 12);
  });
});
