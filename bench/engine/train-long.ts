// A long training with generation in between, in a process of its own: node --import tsx train-long.ts JSON → JSON.
// Resident memory is looked at after a tenth of the steps and at the end.
import {loadEngine} from '../../shared/engines/load.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {OPTIMIZER, TINY_MODEL} from './model-shapes.ts';

export interface LeakTask {
  engine: 'native' | 'wasm';
  steps: number;
}

export interface LeakResult {
  /** Resident bytes after a tenth of the steps … */
  early: number;
  /** … and after all of them. */
  late: number;
}

const B = 4;
/** Steps between two calls of generate and evaluate. */
const GENERATE_EVERY = 10;

const {engine: choice, steps} = JSON.parse(process.argv[2]) as LeakTask;
const {engine} = await loadEngine(choice, {threads: 2});
const model = engine.createModel(TINY_MODEL, {seed: 1, trainable: true});
const random = createRandom(1);
let early = 0;
for (let step = 1; step <= steps; step++) {
  await model.trainStep([randomBatch()], 'remaining-genes', OPTIMIZER);
  if (step % GENERATE_EVERY === 0) await generateAndEvaluate();
  if (step === Math.ceil(steps / 10)) early = residentAfterCollection();
}
console.log(JSON.stringify({early, late: residentAfterCollection()}));

function randomBatch() {
  const T = TINY_MODEL.blockSize;
  const tokens = () => Int32Array.from({length: B * T}, () => random.int(TINY_MODEL.vocabSize));
  return {B, T, tokens: tokens(), targets: tokens(), documentStart: new Int32Array(B * T)};
}

async function generateAndEvaluate(): Promise<void> {
  const prompts = Array.from({length: B}, () => Int32Array.of(0, 1 + random.int(100)));
  await model.generate(prompts, {
    maxNewTokens: new Int32Array(B).fill(8),
    temperature: 1,
    topK: 50,
    endToken: 0,
    seeds: Uint32Array.from(prompts.keys()),
  });
  await model.evaluate(randomBatch(), 'next-gene');
}

/** Needs --expose-gc: JavaScript's own garbage is no leak. */
function residentAfterCollection(): number {
  (globalThis as unknown as {gc(): void}).gc();
  return process.memoryUsage.rss();
}
