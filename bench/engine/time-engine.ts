// Quick timing of one engine by itself: training steps, evaluation and generation.
// Run: npx tsx bench/engine/time-engine.ts [--engine native|wasm] [--threads N] [--precision f32|bf16]
//      [--shape g2|sc|12m|gene|packed] [--steps N]

import {parseArgs} from 'node:util';
import type {Batch, Engine, GptModel, Objective} from '../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../shared/engines/load.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {bytesText} from '../../shared/text/amount-text.ts';
import {OPTIMIZER, SHAPES, type Shape} from './model-shapes.ts';

interface Workload extends Shape {
  objective: Objective;
  /** Tokens of a document, from … to; rows are packed with as many as fit. */
  document: [number, number];
}

const WORKLOADS: Record<string, Workload> = {
  ...Object.fromEntries(Object.entries(SHAPES).map(([name, shape]) => [name, wholeRows(shape)])),
  /** Gene sets as train-gpt packs them: several in a row, every gene not yet shown is a target. */
  packed: {...SHAPES.gene, objective: 'remaining-genes', document: [20, 60]},
};

const {values: options} = parseArgs({
  options: {
    engine: {type: 'string', default: 'native'},
    threads: {type: 'string'},
    shape: {type: 'string'},
    precision: {type: 'string', default: 'f32'},
    steps: {type: 'string', default: '20'},
  },
});

const engine = await loadChosen();
console.log(engine.description);
for (const [name, workload] of Object.entries(WORKLOADS)) {
  if (options.shape && name !== options.shape) continue;
  console.log(`${name}: ${describe(workload)}`);
  for (const line of await measure(engine, workload, Number(options.steps))) {
    console.log(`  ${line}`);
  }
}

function wholeRows(shape: Shape): Workload {
  const {blockSize} = shape.config;
  return {...shape, objective: 'next-gene', document: [blockSize, blockSize]};
}

async function loadChosen(): Promise<Engine> {
  const {engine: choice, threads, precision} = options;
  if (precision !== 'f32' && precision !== 'bf16') {
    throw new Error(`--precision is ${precision}: expected f32 or bf16`);
  }
  if (choice !== 'native' && choice !== 'wasm') {
    throw new Error(`--engine is ${choice}: expected native or wasm`);
  }
  return (await loadEngine(choice, {precision, ...(threads && {threads: Number(threads)})})).engine;
}

function describe({config, B, objective}: Workload): string {
  const {nLayer, nEmbd, nHead, blockSize, vocabSize} = config;
  return `${nLayer} layers, C ${nEmbd}, ${nHead} heads, T ${blockSize}, B ${B}, V ${vocabSize}, ${objective}`;
}

async function measure(engine: Engine, shape: Workload, steps: number): Promise<string[]> {
  const model = engine.createModel(shape.config, {seed: 1, trainable: true});
  const batches = Array.from({length: 4}, (_, i) => randomBatch(shape, i));
  const tokens = shape.B * shape.config.blockSize;
  const train = await timeEach(steps, i =>
    model.trainStep([batches[i % 4]], shape.objective, OPTIMIZER),
  );
  const evaluate = await timeEach(steps, i => model.evaluate(batches[i % 4], shape.objective));
  const lines = [
    line('train step', train, tokens),
    line('evaluate', evaluate, tokens),
    await generation(model),
    `memory        ${bytesText(model.memoryBytes())} planned, ${bytesText(process.memoryUsage().rss)} resident`,
  ];
  model.dispose();
  return lines;
}

interface Timing {
  /** Milliseconds of each step, ascending. */
  times: number[];
  /** Processor time of all threads a step, which a busy machine does not distort as it does the other. */
  cpu: number;
}

async function timeEach(steps: number, run: (i: number) => Promise<unknown>): Promise<Timing> {
  for (let i = 0; i < 3; i++) await run(i);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let i = 0; i < steps; i++) {
    const started = performance.now();
    await run(i);
    times.push(performance.now() - started);
  }
  const {user, system} = process.cpuUsage(cpu);
  return {times: times.sort((a, b) => a - b), cpu: (user + system) / 1000 / steps};
}

function line(name: string, {times, cpu}: Timing, tokens: number): string {
  const median = times[times.length >> 1];
  const perSecond = Math.round((tokens / median) * 1000);
  return `${name.padEnd(13)} best ${times[0].toFixed(1)} ms, median ${median.toFixed(1)} ms, CPU ${cpu.toFixed(1)} ms, ${perSecond} tokens/s`;
}

/** 64 prompts side by side, 40 new tokens each at most. */
async function generation(model: GptModel): Promise<string> {
  const count = 64;
  const prompts = Array.from({length: count}, (_, i) =>
    Int32Array.from({length: 10}, (_, t) => 1 + ((i * 31 + t * 7) % (model.config.vocabSize - 1))),
  );
  const started = performance.now();
  const results = await model.generate(prompts, {
    maxNewTokens: new Int32Array(count).fill(40),
    temperature: 1,
    topK: 50,
    endToken: 0,
    seeds: Uint32Array.from(prompts.keys()),
    forbiddenTokens: Int32Array.of(0),
  });
  const seconds = (performance.now() - started) / 1000;
  const made = results.reduce((sum, {length}) => sum + length, 0);
  return `generate      ${Math.round(made / seconds)} tokens/s (${count} prompts side by side)`;
}

/** Rows filled with documents of random genes. */
function randomBatch({config, B, document: [shortest, longest]}: Workload, seed: number): Batch {
  const T = config.blockSize;
  const random = createRandom(seed);
  const gene = () => 1 + random.int(config.vocabSize - 1);
  const tokens = Int32Array.from({length: B * T}, gene);
  const targets = Int32Array.from({length: B * T}, gene);
  const documentStart = new Int32Array(B * T);
  for (let b = 0; b < B; b++) {
    for (let start = 0; start < T; ) {
      const length = shortest + random.int(longest - shortest + 1);
      documentStart.fill(start, b * T + start, b * T + Math.min(T, start + length));
      start += length;
    }
  }
  return {B, T, tokens, targets, documentStart};
}
