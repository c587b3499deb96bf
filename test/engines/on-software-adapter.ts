// Runs in a process of its own, whose environment names the software adapter: small models on WebGPU beside the core, as
// one line of JSON.
import type {Engine, GptConfig, GptModel} from '../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../shared/engines/load.ts';
import {createTestModel, OPTIMIZER, packDocuments, SMALL, withWeights} from './fixtures.ts';

/** Every option of a model, and every objective, in three models. */
const CASES = [
  {change: {nLayer: 1}, objective: 'remaining-genes'},
  {change: {nLayer: 1, bias: false, positions: true, tiedHead: false}, objective: 'next-gene'},
  {change: {nLayer: 1, nEmbd: 21, nHead: 3, activation: 'gelu-tanh'}, objective: 'next-new-gene'},
] as const;

/** The layers, widths and vocabulary of `--profile gpu`. */
const LARGE: GptConfig = {
  ...{...SMALL, nLayer: 12, nHead: 12, nEmbd: 768, vocabSize: 20_000, blockSize: 2, bias: false},
};

async function compare(gpu: Engine, core: Engine) {
  const results: object[] = [];
  for (const {change, objective} of CASES) {
    const batch = withWeights(packDocuments([[7, 9, 5], [20]], 24, 37));
    const models = [gpu, core].map(engine => createTestModel(engine, {...SMALL, ...change}));
    const losses: number[] = [];
    for (const model of models) losses.push((await model.computeGradients(batch, objective)).loss);
    await models[0].fetchTensors?.(['gradient']);
    const gradient = worstGradient(models[0], models[1]);
    for (const model of models) {
      losses.push((await model.trainStep([batch], objective, OPTIMIZER)).loss);
    }
    const tokens: number[][] = [];
    for (const model of models) tokens.push(await complete(model));
    for (const model of models) model.dispose();
    results.push({objective, losses, gradient, tokens});
  }
  return results;
}

/** Greatest difference as a share of the tensor's largest gradient. */
function worstGradient(found: GptModel, expected: GptModel): number {
  return expected.tensors().reduce((worst, {name}) => {
    const [a, b] = [found, expected].map(model => model.readTensor(name, 'gradient'));
    const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const off = b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i])), 0);
    return Math.max(worst, off / largest);
  }, 0);
}

async function complete(model: GptModel): Promise<number[]> {
  const [tokens] = await model.generate([Int32Array.of(0, 5, 9)], {
    ...{maxNewTokens: Int32Array.of(2), temperature: 0, topK: 0, endToken: 0},
    seeds: Uint32Array.of(1),
  });
  return Array.from(tokens);
}

/** What reading says before arrays are fetched, and after. */
async function readBack(gpu: Engine) {
  const model = gpu.createModel({...SMALL, nLayer: 1}, {seed: 1, trainable: true});
  const name = 'transformer.ln_f.weight';
  const before = Array.from(model.readTensor(name));
  await model.trainStep([packDocuments([[5]], 5, 37)], 'next-gene', OPTIMIZER);
  let refusal = '';
  try {
    model.readTensor(name);
  } catch (error) {
    refusal = (error as Error).message;
  }
  await model.fetchTensors?.(['value']);
  const moved = model.readTensor(name).some((value, i) => value !== before[i]);
  return {refusal, moved, heldBytes: model.heldBytes?.()};
}

async function stepLarge(gpu: Engine) {
  const model = gpu.createModel(LARGE, {seed: 1, trainable: true, blank: true});
  const {loss} = await model.trainStep([packDocuments([[2]], 2, 20_000)], 'next-gene', OPTIMIZER);
  return {loss, parameters: model.parameterCount, heldBytes: model.heldBytes?.()};
}

async function main() {
  const training = {config: SMALL, batchSize: 2};
  const {engine, reason} = await loadEngine('auto', {training});
  const found = {description: engine.description, reason};
  if (process.argv[2] === 'large') return {...found, ...(await stepLarge(engine))};
  // Not given a GPU, `auto` measures.
  delete process.env.GENEGLOT_GPUS;
  const measured = await loadEngine('auto', {training});
  const {engine: core} = await loadEngine('native').catch(() => loadEngine('wasm'));
  const results = await compare(engine, core);
  return {...found, measured: measured.reason, results, read: await readBack(engine)};
}

console.log(JSON.stringify(await main()));
process.exit(0);
