import type {Engine} from '../../shared/engines/contract/engine.ts';
import {createTestModel, OPTIMIZER, packDocuments, SMALL, withWeights} from './fixtures.ts';

/** The losses of two training steps of a small model, a completion, and scores. */
export async function stepAndComplete(engine: Engine) {
  const model = createTestModel(engine, {...SMALL, nLayer: 1});
  const batch = withWeights(packDocuments([[7, 9, 5], [20]], 24, 37));
  const losses: number[] = [];
  for (let step = 0; step < 2; step++) {
    losses.push((await model.trainStep([batch], 'remaining-genes', OPTIMIZER)).loss);
  }
  const prompts = [Int32Array.of(0, 5, 9)];
  const [tokens] = await model.generate(prompts, {
    ...{maxNewTokens: Int32Array.of(2), temperature: 0, topK: 0, endToken: 0},
    seeds: Uint32Array.of(1),
  });
  const scores = await model.scoreNext(prompts);
  model.dispose();
  return {losses, tokens: Array.from(tokens), scores: Array.from(scores)};
}
