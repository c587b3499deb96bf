// A Python script beside this file that answers questions: each a line of JSON, as is each answer.
import {type ChildProcessByStdio, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';

/** Asks one question; fails with what Python says where it cannot answer. */
type AskPeer = <Answer>(question: unknown) => Promise<Answer>;

/** The Python of the peers; a path, or none where `make peers` did not set it up. */
const {GENEGLOT_PEERS: PEERS, GENEGLOT_OLDEST_ANNDATA: OLDEST} = process.env;

/** Pythons with an anndata: today's, and the oldest that works, where it installs. */
export const ANNDATAS = [
  ['of today', PEERS],
  ...(OLDEST === undefined ? [] : [['the oldest', OLDEST] as const]),
] as const;

/** `test/peers/SCRIPT` by the Python that `make peers` set up, from the first question on; one is answered at a time. */
export function startPeer(script: string, python = PEERS): {ask: AskPeer; stop(): Promise<void>} {
  let started: ReturnType<typeof listen> | undefined;
  return {
    async ask<Answer>(question: unknown): Promise<Answer> {
      started ??= listen(openPython(script, python));
      started.peer.stdin.write(`${JSON.stringify(question)}\n`);
      const line = await started.answers.next();
      if (line.done)
        throw new Error(`${script} ended without an answer; what it says stands above`);
      const {answer, error} = JSON.parse(line.value);
      if (error) throw new Error(`${script}: ${error}`);
      return answer;
    },
    async stop() {
      if (!started || started.peer.exitCode !== null) return;
      started.peer.stdin.end();
      await once(started.peer, 'close');
    },
  };
}

type Peer = ChildProcessByStdio<Writable, Readable, null>;

function openPython(script: string, python: string | undefined): Peer {
  if (!python) throw new Error('GENEGLOT_PEERS names no Python: run make peers');
  // A peer asks no network, and no GPU, whose sums differ in more digits.
  const settings = {HF_HUB_OFFLINE: '1', CUDA_VISIBLE_DEVICES: '', TOKENIZERS_PARALLELISM: 'false'};
  return spawn(python, ['-W', 'ignore', join(import.meta.dirname, script)], {
    env: {...process.env, ...settings, OPENBLAS_CORETYPE: undefined},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

const listen = (peer: Peer) => ({
  peer,
  answers: createInterface({input: peer.stdout})[Symbol.asyncIterator](),
});
