// Training beside the peer, round by round so that a noisy neighbour hits both: tokens per second and peak memory.
import {availableParallelism} from 'node:os';
import type {Precision} from '../../shared/engines/native.ts';
import type {Setting} from './bench-setting.ts';
import type {Idle, Trained, TrainTask} from './measurement.ts';
import {median} from './median.ts';
import {SHAPES} from './model-shapes.ts';
import {runScript} from './run-child.ts';
import type {OurOptions} from './run-ours.ts';
import {PEER, runPeer} from './run-peer.ts';
import {type Row, row} from './write-results.ts';
import {writeTokens} from './write-tokens.ts';

/** The cores the peer was tuned on; more are not compared. */
export const THREADS = Math.min(2, availableParallelism());

type Runner = (setting: Setting, task: TrainTask) => Promise<Trained>;

export const native =
  (precision: Precision): Runner =>
  (_, task) =>
    runOurs({engine: 'native', precision, threads: THREADS}, task);
export const torch =
  (precision: Precision): Runner =>
  (_, task) =>
    runPeer<Trained>({precision, threads: THREADS}, task);
const wasm: Runner = (_, task) =>
  runOurs({engine: 'wasm', precision: 'f32', threads: THREADS}, task);

function runOurs(options: OurOptions, task: TrainTask): Promise<Trained> {
  return runScript<Trained>('run-ours.ts', {...options, task});
}

/** What is timed of a shape: some steps to warm up, then as long as the setting says. */
export function trainTask(setting: Setting, name: string): TrainTask {
  const shape = SHAPES[name];
  const tokens = writeTokens(setting.folder, name, shape);
  return {kind: 'train', shape, tokens, warmupSteps: 3, seconds: setting.seconds, minSteps: 4};
}

export const tokensPerSecond = ({shape: {B, config}}: TrainTask, medianMs: number): number =>
  (B * config.blockSize * 1000) / medianMs;

/** All rows of one shape; without a peer only those among our own engines. */
export async function measureTraining(setting: Setting, name: string): Promise<Row[]> {
  const task = trainTask(setting, name);
  const runners: Record<string, Runner> = {f32: native('f32'), wasm};
  if (setting.hasBf16) runners.bf16 = native('bf16');
  if (setting.hasPeer) runners.torchF32 = torch('f32');
  if (setting.hasPeer && setting.hasBf16) runners.torchBf16 = torch('bf16');
  const results = await inTurns(setting, task, runners);
  const speed = (runner: string) =>
    tokensPerSecond(task, median(results[runner].map(({medianMs}) => medianMs)));
  const rows = [
    row(`${name}: WebAssembly training, tokens/s, against native f32`, speed('wasm'), speed('f32')),
  ];
  if (!setting.hasPeer) return rows;
  const idle = await idleMemory();
  const memory = (runner: string) =>
    median(results[runner].map(({peakBytes}) => peakBytes)) / 2 ** 20;
  const compare = (precision: Precision, peer: string): Row[] => [
    row(`${name}: ${precision} training, tokens/s, against ${PEER}`, speed(precision), speed(peer)),
    row(`${name}: ${precision} peak memory, MiB, against ${PEER}`, memory(precision), memory(peer)),
    row(
      `${name}: ${precision} memory above an idle process, MiB, against ${PEER}`,
      memory(precision) - idle.ours,
      memory(peer) - idle.peer,
    ),
  ];
  return [
    ...compare('f32', 'torchF32'),
    ...(setting.hasBf16 ? compare('bf16', 'torchBf16') : []),
    ...rows,
  ];
}

/** Every runner once a round, in the same order; checks that all trained the same thing. */
export async function inTurns(
  setting: Setting,
  task: TrainTask,
  runners: Record<string, Runner>,
): Promise<Record<string, Trained[]>> {
  const results: Record<string, Trained[]> = {};
  for (let round = 0; round < setting.rounds; round++) {
    for (const [name, run] of Object.entries(runners)) {
      const trained = await run(setting, task);
      setting.log(
        `  round ${round + 1}, ${name}: ${trained.medianMs.toFixed(1)} ms a step, ${trained.steps} steps`,
      );
      results[name] ??= [];
      results[name].push(trained);
    }
  }
  requireSameWork(task, results);
  return results;
}

/** As many parameters, a first loss as of equally likely tokens, and no divergence: large shapes take few steps. */
function requireSameWork(task: TrainTask, results: Record<string, Trained[]>): void {
  const uniform = Math.log(task.shape.config.vocabSize);
  const all = Object.entries(results).flatMap(([name, list]) => list.map(one => ({name, ...one})));
  for (const {name, parameters, firstLoss, lastLoss} of all) {
    // Weights of N(0, 0.02) make logits of about 0.2; small models start within a few hundredths of ln V.
    const fair =
      parameters === all[0].parameters &&
      Math.abs(firstLoss - uniform) < 0.15 &&
      lastLoss < firstLoss + 0.05;
    if (fair) continue;
    throw new Error(
      `${name} trains something else: ${parameters} parameters, loss ${firstLoss} → ${lastLoss}; expected ${all[0].parameters} parameters and a first loss near ${uniform.toFixed(3)}`,
    );
  }
}

/** MiB of a process that has loaded its library and no model. */
async function idleMemory(): Promise<{ours: number; peer: number}> {
  const options: OurOptions = {engine: 'native', precision: 'f32', threads: THREADS};
  const ours = await runScript<Idle>('run-ours.ts', {...options, task: {kind: 'idle'}});
  const peer = await runPeer<Idle>({precision: 'f32', threads: THREADS}, {kind: 'idle'});
  return {ours: ours.peakBytes / 2 ** 20, peer: peer.peakBytes / 2 ** 20};
}
