// The peer: PyTorch 1.13 as Debian ships it, with the settings that make it fastest on a CPU.
import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Precision} from '../../shared/engines/native.ts';
import type {Task} from './measurement.ts';
import {runChild} from './run-child.ts';

export const PEER = 'PyTorch 1.13 (Debian), tuned';
/** Debian's own interpreter, the only one that sees python3-torch. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'peers', 'torch_gpt.py');

/** How the peer generates: nanoGPT's `generate`, the same many prompts at once, or with a key–value cache. */
export type Generation = 'one by one' | 'batched' | 'cached';

export interface PeerOptions {
  precision: Precision;
  threads: number;
  generation?: Generation;
}

/** Why there is no peer, and how to get it; undefined when there is one. */
export function missingPeer(): string | undefined {
  const remedy =
    "the peer needs Debian's PyTorch: apt-get install python3-torch libopenblas0-openmp";
  if (!openMpFolder()) return remedy;
  try {
    execFileSync(PYTHON, ['-c', 'import torch'], {stdio: 'ignore', env: environment(1)});
    return undefined;
  } catch {
    return remedy;
  }
}

/** One measurement in a process of its own. */
export function runPeer<Result>(options: PeerOptions, task: Task): Promise<Result> {
  const argument = JSON.stringify({...options, task});
  return runChild<Result>(PYTHON, [SCRIPT, argument], environment(options.threads));
}

/**
 * OpenBLAS built with OpenMP shares PyTorch's threads (the pthread build fights with them); without trimming,
 * glibc keeps large tensors' memory from step to step and does not fault it in anew.
 */
function environment(threads: number): Record<string, string> {
  return {
    LD_LIBRARY_PATH: [openMpFolder(), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
    MALLOC_MMAP_THRESHOLD_: String(2 ** 32),
    MALLOC_TRIM_THRESHOLD_: String(2 ** 32),
    OMP_NUM_THREADS: String(threads),
  };
}

/** Debian's folder of that OpenBLAS, e.g. /usr/lib/x86_64-linux-gnu/openblas-openmp. */
function openMpFolder(): string | undefined {
  if (!existsSync('/usr/lib')) return undefined;
  return readdirSync('/usr/lib')
    .map(name => join('/usr/lib', name, 'openblas-openmp'))
    .find(path => existsSync(join(path, 'libblas.so.3')));
}
