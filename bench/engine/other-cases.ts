// The cases besides plain training: completion, a core taken away, matrix products, and leaks.

import {availableParallelism} from 'node:os';
import {durationText} from '../../shared/text/amount-text.ts';
import type {Setting} from './bench-setting.ts';
import {startBusyLoop} from './busy-loop.ts';
import {buildGemm, type GemmResult, hasIsa, runGemm} from './measure-gemm.ts';
import type {CompletionTask, Generated, Trained} from './measurement.ts';
import {median} from './median.ts';
import {DEFAULT_MODEL} from './model-shapes.ts';
import {runScript} from './run-child.ts';
import {type Generation, PEER, runPeer} from './run-peer.ts';
import {inTurns, native, THREADS, tokensPerSecond, torch, trainTask} from './train-cases.ts';
import type {LeakResult} from './train-long.ts';
import {writePrompts} from './write-prompts.ts';
import {type Row, row} from './write-results.ts';

const PEERS: Record<Generation, string> = {
  'one by one': `${PEER} without a cache, one set at a time (nanoGPT's generate)`,
  batched: `${PEER} without a cache, 128 sets at a time`,
  cached: `${PEER} with a cache, 128 sets at a time`,
};

/** Four fifths of each set generated; every side makes exactly as many tokens, never the end token. */
export async function measureCompletion(setting: Setting): Promise<Row[]> {
  if (!setting.hasPeer) return [];
  const prompts = writePrompts(setting.folder, setting.sets, DEFAULT_MODEL.vocabSize);
  // complete-gene-sets' temperature and topK, which are nanoGPT's.
  const task: CompletionTask = {
    kind: 'generate',
    config: DEFAULT_MODEL,
    prompts,
    temperature: 0.8,
    topK: 200,
  };
  const ours: Generated[] = [];
  const peers: Record<Generation, Generated[]> = {'one by one': [], batched: [], cached: []};
  for (let round = 0; round < setting.rounds; round++) {
    const options = {engine: 'native', precision: 'f32', threads: THREADS};
    ours.push(await runScript<Generated>('run-ours.ts', {...options, task}));
    setting.log(`  round ${round + 1}, ours: ${durationText(ours[round].seconds)}`);
    for (const generation of Object.keys(peers) as Generation[]) {
      // Hundreds of seconds: once is enough for a comparison with a factor.
      if (generation !== 'cached' && round > 0) continue;
      const made = await runPeer<Generated>({precision: 'f32', threads: THREADS, generation}, task);
      peers[generation].push(made);
      setting.log(`  round ${round + 1}, ${generation}: ${durationText(made.seconds)}`);
      requireSameTokens(ours[0], made);
    }
  }
  return (Object.keys(peers) as Generation[]).flatMap(generation =>
    compareGeneration(setting, PEERS[generation], ours, peers[generation]),
  );
}

function compareGeneration(
  setting: Setting,
  peer: string,
  ours: Generated[],
  made: Generated[],
): Row[] {
  const seconds = (list: Generated[]) => median(list.map(one => one.seconds));
  const speed = (list: Generated[]) => list[0].tokens / seconds(list);
  const memory = (list: Generated[]) => median(list.map(one => one.peakBytes)) / 2 ** 20;
  return [
    row(`completion: tokens/s, against ${peer}`, speed(ours), speed(made)),
    row(
      `completion: seconds for ${setting.sets} sets, against ${peer}`,
      seconds(ours),
      seconds(made),
    ),
    row(`completion: memory, MiB, against ${peer}`, memory(ours), memory(made)),
  ];
}

function requireSameTokens(ours: Generated, peer: Generated): void {
  if (ours.tokens === peer.tokens) return;
  throw new Error(`the peer generated ${peer.tokens} tokens, we ${ours.tokens}: expected as many`);
}

/** Throughput with a busy loop on one core, beside the same alone; the peer's for comparison. */
export async function measureContention(setting: Setting): Promise<Row[]> {
  const task = trainTask(setting, 'g2');
  const runners = {ours: native('f32'), ...(setting.hasPeer && {peer: torch('f32')})};
  const alone: Record<string, Trained[]>[] = [];
  const taken: typeof alone = [];
  for (let round = 0; round < setting.rounds; round++) {
    alone.push(await inTurns({...setting, rounds: 1}, task, runners));
    const stop = startBusyLoop();
    setting.log('  with one core taken:');
    try {
      taken.push(await inTurns({...setting, rounds: 1}, task, runners));
    } finally {
      stop();
    }
  }
  const speed = (rounds: typeof alone, runner: string) =>
    tokensPerSecond(task, median(rounds.map(results => results[runner][0].medianMs)));
  return Object.keys(runners).map(runner =>
    row(
      `contention: ${runner === 'ours' ? 'our' : `${PEER}:`} g2 f32 training with one core taken, tokens/s, against itself alone`,
      speed(taken, runner),
      speed(alone, runner),
    ),
  );
}

/** Products of 1024³ beside bare multiply-adds, on one thread and on two. */
export async function measureGemm(setting: Setting): Promise<Row[]> {
  if (process.arch !== 'x64') return [];
  const program = buildGemm(setting.folder);
  const names: Record<string, string> = {
    avx512: 'f32 AVX-512',
    avx512bf16: 'bf16',
    avx2: 'f32 AVX2',
  };
  const rows: Row[] = [];
  for (const threads of [1, 2].filter(count => count <= availableParallelism())) {
    for (const isa of Object.keys(names).filter(isa => hasIsa(program, isa))) {
      const rounds: GemmResult[] = [];
      for (let round = 0; round < setting.rounds; round++) {
        rounds.push(await runGemm(program, isa, threads, setting.gemmRounds));
      }
      const ours = median(rounds.map(round => round.ours));
      const peak = median(rounds.map(round => round.peak));
      const on = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
      rows.push(row(`gemm: ${names[isa]}, ${on}, GFLOP/s, against the measured peak`, ours, peak));
    }
  }
  return rows;
}

/** Resident memory late in a long training beside early in it. */
export async function measureLeak(setting: Setting): Promise<Row[]> {
  const rows: Row[] = [];
  for (const engine of ['native', 'wasm']) {
    const steps = setting.leakSteps;
    const {early, late} = await runScript<LeakResult>('train-long.ts', {engine, steps}, [
      '--expose-gc',
    ]);
    const name = `leak: ${engine}, MiB resident after ${steps} steps, against after ${steps / 10}`;
    rows.push(row(name, late / 2 ** 20, early / 2 ** 20));
  }
  return rows;
}
