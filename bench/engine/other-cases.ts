// The cases besides plain training: completion, a core taken away, matrix products, and leaks.
import {durationText} from '../../shared/text/amount-text.ts';
import type {Setting} from './bench-setting.ts';
import {startBusyLoop} from './busy-loop.ts';
import type {Peer} from './find-peers.ts';
import {buildGemm, type GemmResult, hasIsa, runGemm} from './measure-gemm.ts';
import type {CompletionTask, Generated, Trained} from './measurement.ts';
import {DEFAULT_MODEL} from './model-shapes.ts';
import {runScript} from './run-child.ts';
import {runPeer} from './run-peer.ts';
import {inTurns, native, speedsOf, torch, trainTask} from './train-cases.ts';
import type {LeakResult} from './train-long.ts';
import {writePrompts} from './write-prompts.ts';
import {pairedRow, type Row} from './write-results.ts';

/** Four fifths of each set generated; every side makes exactly as many tokens, never the end token. */
export async function measureCompletion(setting: Setting): Promise<Row[]> {
  const {torch1, torch2, transformers} = setting.peers;
  // Generation has another shape at every step, for which nothing is compiled.
  const peers = [torch2.find(({compiled}) => !compiled), transformers, torch1].flatMap(
    peer => peer ?? [],
  );
  const prompts = writePrompts(setting.folder, setting.sets, DEFAULT_MODEL.vocabSize);
  // complete-gene-sets' temperature and topK, which are nanoGPT's.
  const task: CompletionTask = {
    kind: 'generate',
    clock: setting.clock,
    config: DEFAULT_MODEL,
    prompts,
    temperature: 0.8,
    topK: 200,
  };
  const options = {precision: 'f32', threads: setting.threads} as const;
  const ours: Generated[] = [];
  const theirs = peers.map(peer => ({peer, made: [] as Generated[]}));
  for (let round = 0; round < setting.rounds && peers.length > 0; round++) {
    ours.push(await runScript<Generated>('run-ours.ts', {engine: 'native', ...options, task}));
    setting.log(`  round ${round + 1}, ours: ${durationText(ours[round].seconds)}`);
    for (const {peer, made} of theirs) {
      made.push(await runPeer<Generated>(peer, options, task));
      setting.log(`  round ${round + 1}, ${peer.name}: ${durationText(made[round].seconds)}`);
      requireSameTokens(ours[round], made[round]);
    }
  }
  return theirs.flatMap(({peer, made}) => compareGeneration(peer, ours, made));
}

function compareGeneration({name, script}: Peer, ours: Generated[], made: Generated[]): Row[] {
  const how = script === 'torch_gpt.py' ? 'with a cache' : 'generate()';
  const against = `against ${name}, ${how}, 128 sets at a time`;
  const speeds = (list: Generated[]) => list.map(({tokens, seconds}) => tokens / seconds);
  const memory = (list: Generated[]) => list.map(({peakBytes}) => peakBytes / 2 ** 20);
  return [
    pairedRow(`completion: tokens/s, ${against}`, speeds(ours), speeds(made)),
    pairedRow(`completion: memory, MiB, ${against}`, memory(ours), memory(made)),
  ];
}

function requireSameTokens(ours: Generated, peer: Generated): void {
  if (ours.tokens === peer.tokens) return;
  throw new Error(`the peer generated ${peer.tokens} tokens, we ${ours.tokens}: expected as many`);
}

/** Throughput with a busy loop on one core, beside the same alone; the peer's for comparison. */
export async function measureContention(setting: Setting): Promise<Row[]> {
  // Processor time does not tell what a neighbour costs.
  if (setting.clock === 'processor') return [];
  const task = trainTask(setting, 'g2');
  const peer = setting.peers.torch2.at(-1) ?? setting.peers.torch1;
  const runners = {ours: native('f32'), ...(peer && {peer: torch(peer, 'f32')})};
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
  // The median step: the best is the one that met no neighbour.
  const speeds = (rounds: typeof alone, runner: string) =>
    rounds.flatMap(results => speedsOf(task, results[runner], 'medianMs'));
  return Object.keys(runners).map(runner =>
    pairedRow(
      `contention: ${runner === 'ours' ? 'our' : `${peer?.name}:`} g2 f32 training with one core taken, tokens/s, against itself alone`,
      speeds(taken, runner),
      speeds(alone, runner),
    ),
  );
}

/** Products of 1024³ beside bare multiply-adds, on one thread and, unless the machine is busy, on two. */
export async function measureGemm(setting: Setting): Promise<Row[]> {
  if (process.arch !== 'x64') return [];
  const program = buildGemm(setting.folder);
  const names: Record<string, string> = {
    avx512: 'f32 AVX-512',
    avx512bf16: 'bf16',
    avx2: 'f32 AVX2',
  };
  const rows: Row[] = [];
  for (const threads of [1, 2].filter(count => count <= setting.threads)) {
    for (const isa of Object.keys(names).filter(isa => hasIsa(program, isa))) {
      const rounds: GemmResult[] = [];
      for (let round = 0; round < setting.rounds; round++) {
        rounds.push(await runGemm(program, isa, threads, setting.gemmRounds));
      }
      const ours = rounds.map(round => round.ours);
      const peak = rounds.map(round => round.peak);
      const on = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
      const name = `gemm: ${names[isa]}, ${on}, GFLOP/s, against the measured peak`;
      rows.push(pairedRow(name, ours, peak));
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
    rows.push(pairedRow(name, [late / 2 ** 20], [early / 2 ** 20]));
  }
  return rows;
}
