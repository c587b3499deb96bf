// Training beside the peer, round by round so that a noisy neighbour hits both: tokens per second and peak memory.
import type {Precision} from '../../shared/engines/native.ts';
import type {Setting} from './bench-setting.ts';
import type {Peer} from './find-peers.ts';
import type {Trained, TrainTask} from './measurement.ts';
import {median} from './median.ts';
import {SHAPES} from './model-shapes.ts';
import {runScript} from './run-child.ts';
import type {OurOptions} from './run-ours.ts';
import {runPeer} from './run-peer.ts';
import {stepOperations} from './step-operations.ts';
import {pairedRow, type Row} from './write-results.ts';
import {writeTokens} from './write-tokens.ts';

type Runner = (setting: Setting, task: TrainTask) => Promise<Trained>;

export const native =
  (precision: Precision): Runner =>
  ({threads}, task) =>
    runOurs({engine: 'native', precision, threads}, task);
export const torch =
  (peer: Peer, precision: Precision): Runner =>
  ({threads}, task) =>
    runPeer<Trained>(peer, {precision, threads}, task);
const wasm: Runner = ({threads}, task) =>
  runOurs({engine: 'wasm', precision: 'f32', threads}, task);

function runOurs(options: OurOptions, task: TrainTask): Promise<Trained> {
  return runScript<Trained>('run-ours.ts', {...options, task});
}

/** What is timed of a shape: some steps to warm up, then as long as the setting says. */
export function trainTask(setting: Setting, name: string): TrainTask {
  const shape = SHAPES[name];
  const tokens = writeTokens(setting.folder, name, shape);
  const {clock, seconds} = setting;
  return {kind: 'train', clock, shape, tokens, warmupSteps: 2, seconds, minSteps: 3};
}

const tokensOf = ({shape: {B, config}}: TrainTask): number => B * config.blockSize;

/** Tokens a second of each round, by its best step or by the median one. */
export const speedsOf = (
  task: TrainTask,
  results: readonly Trained[],
  step: 'bestMs' | 'medianMs' = 'bestMs',
): number[] => results.map(result => (tokensOf(task) * 1000) / result[step]);

/** All rows of one shape; without a peer only those among our own engines. */
export async function measureTraining(setting: Setting, name: string): Promise<Row[]> {
  const task = trainTask(setting, name);
  const precisions: Precision[] = setting.hasBf16 ? ['f32', 'bf16'] : ['f32'];
  const rows: Row[] = [];
  for (const precision of precisions) {
    rows.push(...(await measurePrecision(setting, name, task, precision)));
  }
  return rows;
}

async function measurePrecision(
  setting: Setting,
  name: string,
  task: TrainTask,
  precision: Precision,
): Promise<Row[]> {
  const {torch1, torch2} = setting.peers;
  const peers = [...torch2, ...(torch1 ? [torch1] : [])];
  const results = await inTurns(setting, task, {
    ours: native(precision),
    ...Object.fromEntries(peers.map(peer => [peer.name, torch(peer, precision)])),
    ...(precision === 'f32' && {wasm}),
  });
  const {ours} = results;
  const speeds = (runner: string) => speedsOf(task, results[runner]);
  const share = shareOfPeak(setting, task, precision);
  const rows = keepFasterTorch2(peers, torch2, runner => median(speeds(runner))).flatMap(peer => [
    {
      ...pairedRow(
        `${name}: ${precision} training, tokens/s, against ${peer.name}`,
        speeds('ours'),
        speeds(peer.name),
      ),
      ...share(speeds('ours'), speeds(peer.name)),
    },
    pairedRow(
      `${name}: ${precision} peak memory, MiB, against ${peer.name}`,
      mebibytes(ours),
      mebibytes(results[peer.name]),
    ),
  ]);
  if (precision !== 'f32') return rows;
  const against = `${name}: WebAssembly training, tokens/s, against native f32`;
  const row = pairedRow(against, speeds('wasm'), speeds('ours'));
  return [...rows, {...row, ...share(speeds('wasm'), speeds('ours'))}];
}

/** Of PyTorch 2 compiled and as it is, only the faster one counts. */
function keepFasterTorch2(
  peers: Peer[],
  torch2: Peer[],
  speed: (runner: string) => number,
): Peer[] {
  const best = Math.max(...torch2.map(peer => speed(peer.name)));
  return peers.filter(peer => !torch2.includes(peer) || speed(peer.name) === best);
}

const mebibytes = (results: readonly Trained[]): number[] =>
  results.map(({peakBytes}) => peakBytes / 2 ** 20);

/** Which share of the processor's multiply-adds a whole step is, ours and theirs; nothing where the peak is unknown. */
function shareOfPeak({peaks}: Setting, task: TrainTask, precision: Precision) {
  const operationsPerToken = stepOperations(task.shape) / tokensOf(task);
  const peak = peaks[precision];
  const of = (speeds: number[]) =>
    Number(((median(speeds) * operationsPerToken) / 1e9 / (peak ?? 1)).toFixed(3));
  return (ours: number[], peer: number[]) =>
    peak === undefined ? {} : {ofPeak: [of(ours), of(peer)] as [number, number]};
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
        `  round ${round + 1}, ${name}: best ${trained.bestMs.toFixed(1)}, median ${trained.medianMs.toFixed(1)} ms a step, ${trained.steps} steps`,
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
