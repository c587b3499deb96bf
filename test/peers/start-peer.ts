// A Python script beside this file that answers questions: each a line of JSON, as is each answer.
import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

/** Asks one question; fails with what Python says where it cannot answer. */
export type AskPeer = <Answer>(question: unknown) => Promise<Answer>;

/** Starts `test/peers/SCRIPT` by the Python that `make peers` set up; questions are answered in turn. */
export function startPeer(script: string): {ask: AskPeer; stop(): Promise<void>} {
  const python = process.env.GENEGLOT_PEERS;
  if (!python) throw new Error('GENEGLOT_PEERS names no Python: run make peers');
  // A peer asks no network, and no GPU, whose sums differ in more digits.
  const settings = {HF_HUB_OFFLINE: '1', CUDA_VISIBLE_DEVICES: '', TOKENIZERS_PARALLELISM: 'false'};
  const peer = spawn(python, ['-W', 'ignore', join(import.meta.dirname, script)], {
    env: {...process.env, ...settings, OPENBLAS_CORETYPE: undefined},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise(done => peer.on('close', done));
  const answers = createInterface({input: peer.stdout})[Symbol.asyncIterator]();
  return {
    async ask<Answer>(question: unknown): Promise<Answer> {
      peer.stdin.write(`${JSON.stringify(question)}\n`);
      const line = await answers.next();
      if (line.done)
        throw new Error(`${script} ended without an answer; what it says stands above`);
      const {answer, error} = JSON.parse(line.value);
      if (error) throw new Error(`${script}: ${error}`);
      return answer;
    },
    async stop() {
      peer.stdin.end();
      await ended;
    },
  };
}
