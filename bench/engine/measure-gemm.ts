// Builds gemm.cpp with the object files of the installed addon and runs it: products against the processor's peak.
import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Precision} from '../../shared/engines/native.ts';
import {runChild} from './run-child.ts';

export interface GemmResult {
  /** GFLOP/s of the core's product and of bare multiply-adds, each the best of its rounds. */
  ours: number;
  peak: number;
}

/** core/Makefile's settings of everything but the kernels, which come compiled. */
const FLAGS = '-std=c++20 -O3 -fno-math-errno -fno-trapping-math -ffp-contract=fast -pthread'.split(
  ' ',
);
const OBJECTS = join(import.meta.dirname, '../../core/build/objects');

/** Compiles the program into `folder`; returns its path. */
export function buildGemm(folder: string): string {
  const objects = objectFiles();
  if (objects.length === 0) {
    throw new Error(
      'the addon has no object files to link: run node core/install.mjs and read what it says',
    );
  }
  const program = join(folder, 'gemm');
  const source = join(import.meta.dirname, 'gemm.cpp');
  execFileSync(process.env.CXX ?? 'c++', [...FLAGS, source, ...objects, '-o', program]);
  return program;
}

/** GFLOP/s of bare multiply-adds on some threads, in each precision that the core's kernels have here. */
export async function measurePeaks(
  folder: string,
  threads: number,
  rounds: number,
): Promise<Partial<Record<Precision, number>>> {
  if (process.arch !== 'x64') return {};
  const program = buildGemm(folder);
  const peaks: Partial<Record<Precision, number>> = {};
  const isas = {f32: ['avx512', 'avx2'], bf16: ['avx512bf16']} as const;
  for (const precision of ['f32', 'bf16'] as const) {
    const isa = isas[precision].find(name => hasIsa(program, name));
    if (isa) peaks[precision] = (await runGemm(program, isa, threads, rounds)).peak;
  }
  return peaks;
}

/** Whether this processor has an instruction set. */
export function hasIsa(program: string, isa: string): boolean {
  return spawnSync(program, [isa, '1', '1'], {stdio: 'ignore'}).status === 0;
}

/** The kernels of one instruction set on some threads, beside the peak of the same instructions. */
export function runGemm(
  program: string,
  isa: string,
  threads: number,
  rounds: number,
): Promise<GemmResult> {
  return runChild<GemmResult>(program, [isa, String(threads), String(rounds)]);
}

/** Everything the addon is made of but the addon's own functions. */
function objectFiles(): string[] {
  if (!existsSync(OBJECTS)) return [];
  return (
    readdirSync(OBJECTS, {recursive: true, encoding: 'utf8'})
      // The rest of native/ needs Node around it.
      .filter(name => name.endsWith('.o') && !/native\/(?!platform)/.test(name))
      .map(name => join(OBJECTS, name))
  );
}
