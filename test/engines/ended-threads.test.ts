// A thread of Node's that is ended while the addon computes for it takes neither the process nor the other threads along.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {decoderShape, OPERATION} from '../../shared/engines/core.ts';
import {ADDON} from '../../shared/engines/native.ts';
import {evaluateRequest} from '../../shared/engines/requests.ts';

const {numbers, dropout} = decoderShape({
  ...{vocabSize: 4096, blockSize: 128, nLayer: 4, nHead: 4, nEmbd: 128, bias: true},
  ...{positions: false, tiedHead: true, activation: 'gelu', dropout: 0},
});
const [B, T] = [16, 128];
const asked = evaluateRequest(
  {B, T, ...{tokens: zeros(), targets: zeros(), documentStart: zeros()}},
  'next-gene',
);

function zeros(): Int32Array {
  return new Int32Array(B * T);
}

/** Begins four evaluations of 2048 tokens on a model of four layers and awaits none. */
const COMPUTE = `
const addon = require(${JSON.stringify(ADDON)});
addon.configure('', 2);
const model = addon.createModel('', 0, Int32Array.of(${numbers}), ${dropout}, 1, true);
const ints = Int32Array.of(${asked.ints});
const floats = new Float32Array(${asked.floats.length}).fill(1);
for (let i = 0; i < 4; i++) addon.run(model, ${OPERATION[asked.operation]}, 2, ints, floats, new Float64Array(0), 0, 0, ${asked.scalarsOut});
`;
/** Ends a thread at six moments of its start and its computation, then computes itself. */
const END = `
const {Worker} = require('node:worker_threads');
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
(async () => {
  for (let i = 0; i < 6; i++) {
    const thread = new Worker(${JSON.stringify(COMPUTE)}, {eval: true});
    await wait(20 + 25 * i);
    await thread.terminate();
  }
  ${COMPUTE}
  console.log('all ended');
})();
`;

(existsSync(ADDON) ? test : test.skip)(
  'ended threads leave the process alive',
  () => {
    const {stdout, stderr, signal} = spawnSync(process.execPath, ['-e', END], {encoding: 'utf8'});
    expect({stdout, stderr, signal}).toEqual({stdout: 'all ended\n', stderr: '', signal: null});
  },
  60_000,
);
