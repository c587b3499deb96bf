// nanoGPT's own recipe in PyTorch, given the training sets and the processor time of train-gpt, on the pipeline's test sets:
//   make all && npx tsx bench/nanogpt.ts [--artifacts artifacts] [--seconds PROCESSOR_SECONDS]
// PyTorch 2 is that of `make peers`, or of the interpreter in GENEGLOT_PEERS. Its recipe was chosen beforehand and not tuned.
// Rows go to bench/results/nanogpt.json and to the table in docs/experiments.md.
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {completions} from '../shared/formats/completions.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {END_TOKEN, type TokenShard} from '../shared/genes/tokens/token-shard.ts';
import {excludePrompt} from '../shared/models/baselines/gene-ranker.ts';
import {createBackgrounds} from '../shared/scores/background.ts';
import {ranksOf} from '../shared/stats/score-order.ts';
import {findModern} from './engine/find-peers.ts';
import {runChild} from './engine/run-child.ts';
import {keepRow} from './experiment-rows.ts';
import {scoreCompleted, summarizeCompleted} from './score-completed.ts';

/** nanoGPT's small model for a processor (4 layers, learning rate 1e-3 to 1e-4), as wide as train-gpt's. */
const RECIPE = {
  ...{batchSize: 16, learningRate: 1e-3, minLearningRate: 1e-4},
  config: {nLayer: 4, nHead: 8, nEmbd: 256, blockSize: 128, bias: false, positions: true},
};

interface Answer {
  steps: number;
  /** Mean training loss of the last tenth of the steps, in nats. */
  loss: number;
  parameters: number;
  /** Genes written after each prompt. */
  written: number[][];
  torch: string;
}

const {values} = parseArgs({
  options: {artifacts: {type: 'string', default: 'artifacts'}, seconds: {type: 'string'}},
});
const latest = (path: string) => join(values.artifacts, path);
const words = await vocabulary.read(latest('tokenize/latest/vocabulary.parquet'));
const V = words.symbols.length;
// The GPT's own completions say what is asked of each test set.
const asked = await completions.read(
  latest('complete-gene-sets[train-gpt]/latest/completions.parquet'),
);
const storedOrder = asked.filter(({protocol}) => protocol === 'tcc');
const randomFifth = asked.filter(({protocol, seed}) => protocol === 'shuffled-20' && seed === 1);
type Sets = typeof asked;

const {scores, written, ...peer} = await askPeer();
const ranksAfter = ({promptGenes, heldOutGenes}: Sets[number], i: number) => {
  const row = Float64Array.from(scores.subarray(i * V, (i + 1) * V));
  return ranksOf(excludePrompt(row, Int32Array.from(promptGenes)), Int32Array.from(heldOutGenes));
};
await keep(`nanoGPT in PyTorch ${peer.torch}, temperature 0.8, ends sets itself`, peer, {
  storedOrder: storedOrder.map((set, i) => ({...set, generatedGenes: written[i]})),
  randomFifth: randomFifth.map((set, i) => ({...set, heldOutRanks: [...ranksAfter(set, i)]})),
});
const {counts} = await stageSummary.read(latest('train-gpt/latest/summary.json'));
const {steps, parameters} = counts;
await keep('train-gpt, all at once', {steps, parameters}, {storedOrder, randomFifth});

/** Trains nanoGPT on the processor seconds of train-gpt, and lets it write and rank. */
async function askPeer(): Promise<Answer & {scores: Float32Array}> {
  const modern = findModern();
  if (!modern) {
    throw new Error(
      'found no PyTorch 2: make peers installs it, GENEGLOT_PEERS=PYTHON names another',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'geneglot-nanogpt-'));
  try {
    const [stream, scores, task] = ['stream', 'scores', 'task.json'].map(f => join(folder, f));
    await writeFile(
      stream,
      streamOf(await tokenShard.read(latest('tokenize/latest/training.arrow'))),
    );
    const promptsOf = (sets: Sets) => sets.map(({promptGenes}) => promptGenes);
    await writeFile(
      task,
      JSON.stringify({
        ...{seed: 1, stream, scores, processorSeconds: await secondsAllowed()},
        recipe: {...RECIPE, config: {...RECIPE.config, vocabSize: V}},
        ...{written: promptsOf(storedOrder), ranked: promptsOf(randomFifth)},
      }),
    );
    const script = join(import.meta.dirname, 'peers/nanogpt.py');
    const answer = await runChild<Answer>(modern.python, [script, task]);
    const {buffer, byteOffset, byteLength} = await readFile(scores);
    return {...answer, scores: new Float32Array(buffer, byteOffset, byteLength / 4)};
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** All sets in stored order, an end token before, between and after them. */
function streamOf({offsets, tokens}: TokenShard): Int32Array {
  const sets = offsets.length - 1;
  const stream = new Int32Array(tokens.length + sets + 1).fill(END_TOKEN);
  for (let set = 0; set < sets; set++) {
    stream.set(tokens.subarray(offsets[set], offsets[set + 1]), offsets[set] + set + 1);
  }
  return stream;
}

async function secondsAllowed(): Promise<number> {
  if (values.seconds) return Number(values.seconds);
  const manifest = await readFile(latest('train-gpt/latest/manifest.json'), 'utf8');
  const {parts}: {parts: {processorSeconds: number}[]} = JSON.parse(manifest);
  return parts.reduce((sum, {processorSeconds}) => sum + processorSeconds, 0);
}

async function keep(
  name: string,
  {steps, parameters}: {steps: number; parameters: number},
  sets: {storedOrder: Sets; randomFifth: Sets},
) {
  const backgroundOf = (kind: 'vocabulary' | 'protein-coding') =>
    createBackgrounds(kind, words, []).of('');
  const written = scoreCompleted(sets.storedOrder, 'tcc', backgroundOf('vocabulary'));
  const ranked = scoreCompleted(sets.randomFifth, 'shuffled-20', backgroundOf('protein-coding'));
  const recallAt50 = ranked.reduce((sum, score) => sum + score.recallAt50, 0) / ranked.length;
  const row = {name, steps, parameters, ...summarizeCompleted(written), recallAt50};
  console.log(JSON.stringify(row));
  await keepRow('nanogpt', row);
}
