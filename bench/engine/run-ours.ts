// One measurement of our engine in a process of its own: node --import tsx bench/engine/run-ours.ts TASK_JSON → JSON.
import {readFileSync} from 'node:fs';
import type {Engine, GptConfig} from '../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../shared/engines/load.ts';
import type {Precision} from '../../shared/engines/native.ts';
import type {Clock, CompletionTask, Generated, Task, Trained, TrainTask} from './measurement.ts';
import {median} from './median.ts';
import {OPTIMIZER} from './model-shapes.ts';
import {peakMemory} from './peak-memory.ts';
import {readBatches} from './write-tokens.ts';

export interface OurOptions {
  engine: 'native' | 'wasm';
  precision: Precision;
  threads: number;
}

/** Milliseconds. */
const CLOCKS: Record<Clock, () => number> = {
  wall: () => performance.now(),
  processor() {
    const {user, system} = process.cpuUsage();
    return (user + system) / 1000;
  },
};

const {
  engine: choice,
  precision,
  threads,
  task,
} = JSON.parse(process.argv[2]) as OurOptions & {
  task: Task;
};
const {engine} = await loadEngine(choice, {precision, threads});
const result = task.kind === 'train' ? await train(engine, task) : await generate(engine, task);
console.log(JSON.stringify({...result, peakBytes: peakMemory()}));

async function train(engine: Engine, task: TrainTask): Promise<Omit<Trained, 'peakBytes'>> {
  const model = engine.createModel(task.shape.config, {seed: 1, trainable: true});
  const batches = readBatches(task.tokens, task.shape);
  const step = async (i: number) =>
    (await model.trainStep([batches[i % batches.length]], 'next-gene', OPTIMIZER)).loss;
  const losses: number[] = [];
  for (let i = 0; i < task.warmupSteps; i++) losses.push(await step(i));
  const times: number[] = [];
  const now = CLOCKS[task.clock];
  const started = now();
  while (times.length < task.minSteps || now() - started < task.seconds * 1000) {
    const before = now();
    losses.push(await step(losses.length));
    times.push(now() - before);
  }
  return {
    parameters: model.parameterCount,
    firstLoss: losses[0],
    lastLoss: losses[losses.length - 1],
    steps: times.length,
    medianMs: median(times),
    bestMs: Math.min(...times),
  };
}

async function generate(
  engine: Engine,
  task: CompletionTask,
): Promise<Omit<Generated, 'peakBytes'>> {
  const {prompts, newTokens} = JSON.parse(readFileSync(task.prompts, 'utf8')) as {
    prompts: number[][];
    newTokens: number[];
  };
  const model = engine.createModel(task.config as GptConfig, {seed: 1, trainable: false});
  const now = CLOCKS[task.clock];
  const started = now();
  const results = await model.generate(
    prompts.map(prompt => Int32Array.from(prompt)),
    {
      maxNewTokens: Int32Array.from(newTokens),
      temperature: task.temperature,
      topK: task.topK,
      endToken: 0,
      forbiddenTokens: Int32Array.of(0),
      seeds: Uint32Array.from(prompts.keys()),
    },
  );
  const seconds = (now() - started) / 1000;
  return {tokens: results.reduce((sum, {length}) => sum + length, 0), seconds};
}
