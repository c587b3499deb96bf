// The peer: an analyst's script in Python and pandas, over the same files.
import {execFileSync} from 'node:child_process';
import {mkdtemp, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {runChild} from '../engine/run-child.ts';
import type {Corpus} from './our-run.ts';

/** Debian's own interpreter, the one that sees python3-pandas. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'peers/pandas_corpus.py');

/** How the script works: gene by gene, or vectorised with genes as texts or as a categorical column. */
export const PEER_KINDS = ['loops', 'text', 'category'] as const;
export type PeerKind = (typeof PEER_KINDS)[number];

export interface PeerRun {
  pandas: string;
  /** By step; without the interpreter's start and without counting. */
  seconds: Record<string, number>;
  counts: Record<string, {sets: number; memberships: number; symbols: number}>;
  vocabulary: number;
  peakMemoryBytes: number;
}

/** Why there is no peer, and how to get it; undefined when there is one. */
export function missingPeer(): string | undefined {
  try {
    execFileSync(PYTHON, ['-c', 'import pandas'], {stdio: 'ignore'});
    return undefined;
  } catch {
    return "the peer needs Debian's pandas: apt-get install python3-pandas";
  }
}

/** Runs the script to its end. */
export async function runPeer({files, symbolTable}: Corpus, kind: PeerKind): Promise<PeerRun> {
  const folder = await mkdtemp(join(tmpdir(), 'geneglot-bench-pandas-'));
  try {
    for (const file of files) await symlink(file, join(folder, basename(file)));
    return await runChild<PeerRun>(PYTHON, [SCRIPT, folder, symbolTable, folder, kind]);
  } finally {
    await rm(folder, {recursive: true});
  }
}

/** Seconds of all steps. */
export function totalSeconds({seconds}: PeerRun): number {
  return Object.values(seconds).reduce((sum, step) => sum + step, 0);
}
