// Runs one measurement of a peer.
import {join} from 'node:path';
import type {Precision} from '../../shared/engines/native.ts';
import type {Peer} from './find-peers.ts';
import type {Task} from './measurement.ts';
import {runChild} from './run-child.ts';

export interface PeerOptions {
  precision: Precision;
  threads: number;
}

/** One measurement in a process of its own. */
export function runPeer<Result>(peer: Peer, options: PeerOptions, task: Task): Promise<Result> {
  const script = join(import.meta.dirname, 'peers', peer.script);
  const argument = JSON.stringify({...options, compiled: peer.compiled, task});
  const env = {...peer.env, OMP_NUM_THREADS: String(options.threads)};
  return runChild<Result>(peer.python, [script, argument], env);
}
