import type {Engine} from '../../shared/engines/contract/engine.ts';
import {OPTIMIZER, packDocuments, SMALL} from './fixtures.ts';

/** Three training steps of a small model with dropout, then a completion and scores. */
export async function trainAndAsk(engine: Engine) {
  const model = engine.createModel({...SMALL, dropout: 0.1}, {seed: 3, trainable: true});
  const batch = packDocuments([[7, 9, 5], [24]], 24, 37);
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) {
    losses.push((await model.trainStep([batch], 'remaining-genes', OPTIMIZER)).loss);
  }
  const prompts = [Int32Array.of(0, 5, 9), Int32Array.of(0, 30)];
  const generated = await model.generate(prompts, {
    maxNewTokens: Int32Array.of(6, 6),
    temperature: 1,
    topK: 0,
    endToken: 0,
    seeds: Uint32Array.of(1, 2),
  });
  const scores = await model.scoreNext(prompts);
  model.dispose();
  return {losses, generated: generated.map(genes => Array.from(genes)), scores: Array.from(scores)};
}
