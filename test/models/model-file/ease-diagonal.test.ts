// The diagonal that follows from EASE's weights is that of the inverse itself.
import {expect, test} from '@jest/globals';
import {loadSetEncoderEngine} from '../../../shared/engines/load-set-engine.ts';
import {frequentGenes, rowsOfGenes, solveEase} from '../../../shared/models/baselines/ease.ts';
import {indexGenes} from '../../../shared/models/baselines/gene-index.ts';
import {easeDiagonal} from '../../../shared/models/model-file/ease-diagonal.ts';
import {rowsOf} from '../../../shared/stats/matrix-rows.ts';
import {toyShard, VOCAB_SIZE} from '../../stages/toy-corpus.ts';

test('is the diagonal of (XᵀX + λI)⁻¹', async () => {
  const [lambda, index] = [2.5, indexGenes(toyShard(60, 1), VOCAB_SIZE)];
  const genes = frequentGenes(index, 40);
  const {engine} = await loadSetEncoderEngine('auto');
  const gram = await engine.gramMatrix(rowsOfGenes(index, genes), 40);
  const weights = rowsOf(await solveEase(gram, 40, lambda, engine), 40);
  const regularized = gram.map((value, i) => (i % 41 === 0 ? value + lambda : value));
  const inverse = await engine.invertPositiveDefinite(regularized, 40);
  const diagonal = easeDiagonal({genes, weights}, index, lambda);
  for (const [g, value] of diagonal.entries()) expect(value).toBeCloseTo(inverse[g * 41], 5);
});
